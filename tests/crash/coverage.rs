//! Whether the matrix is whole: every use case that the application offers has a case here.

use std::collections::BTreeSet;

use enroll_tests::workspace::files;

use crate::cases;

/// Every method that may be awaited, of the driving port and of the loops' steps, with the case that performs it.
const PERFORMED: &[(&str, &str)] = &[
    ("activate", "activate"),
    ("authenticate", "read oneself"),
    ("change_password", "change one's own password"),
    ("complete_password_reset", "complete a password reset"),
    ("create_user", "create a user who gets a mail"),
    ("disown", "disown a registration"),
    ("grant_role", "grant a role"),
    ("list_users", "read and list users"),
    ("look_at_link", "look at a link"),
    ("prepare", "make ready to serve"),
    ("read_user", "read and list users"),
    ("refresh", "refresh"),
    ("register", "register"),
    ("reload_keys", "reload the keys"),
    ("request_password_reset", "request a password reset"),
    ("resend_activation", "resend the activation mail"),
    ("revoke_role", "revoke a role"),
    ("set_first_password", "set a first password"),
    ("sign_in", "sign in"),
    ("sign_out", "sign out"),
    ("step", "relay mails and provisioning"),
    ("update_own_profile", "change one's own profile"),
    ("update_profile", "change a user's profile"),
];

/// What only asks whether something answers, and is neither a use case nor a step.
const ASKS: &[&str] = &["backlog", "next_due", "ready"];

/// Compares the application's public methods with the table, and the table with the cases.
pub(crate) fn every_use_case_is_in_the_matrix() {
    let offered: BTreeSet<String> = files("crates/application/src", "rs")
        .iter()
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.trim_start().strip_prefix("pub async fn "))
        .map(|rest| rest.split(['(', '<']).next().unwrap_or_default().to_owned())
        .filter(|name| !ASKS.contains(&name.as_str()))
        .collect();
    let performed: BTreeSet<String> = PERFORMED.iter().map(|(method, _)| (*method).to_owned()).collect();
    assert_eq!(
        offered, performed,
        "the application's methods are not those of the table"
    );
    let there: Vec<&str> = cases::all().iter().map(|case| case.name).collect();
    for (method, case) in PERFORMED {
        assert!(there.contains(case), "there is no case {case:?} for {method}");
    }
}
