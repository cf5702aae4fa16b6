//! Whether the matrix is whole: every use case that the application offers has a case here.

use std::collections::BTreeSet;

use enroll_tests::workspace::files;

use crate::cases;

/// Every method that may be awaited, of the driving port and of the loops' steps, with the case that performs it.
const PERFORMED: &[(&str, &str)] = &[
    ("activate", "activate"),
    ("activate_by_code", "activate by a code"),
    ("address_standing", "ask what a call would end in"),
    ("ask_address_change", "ask for another address"),
    ("ask_confirmation", "ask for a mail to confirm with"),
    ("assign_membership", "assign a membership"),
    ("authenticate", "read oneself"),
    ("authenticate_shared", "come with another system's token"),
    ("change_password", "change one's own password"),
    ("close_own_account", "close one's own account"),
    ("close_user", "close a user's account"),
    ("complete_password_reset", "complete a password reset"),
    ("complete_password_reset_by_code", "complete a password reset by a code"),
    ("confirm", "confirm an address"),
    ("confirm_address", "confirm an address by its name"),
    ("confirm_address_change", "confirm another address"),
    ("confirm_and_sign_in", "confirm an address and sign in"),
    ("create_department", "make a department"),
    ("create_package", "make a package"),
    ("create_role", "make a role"),
    ("create_tag", "make a tag"),
    ("create_tenant", "make a tenant"),
    ("create_user", "create a user who gets a mail"),
    ("disown", "disown a registration"),
    ("examine_admission", "ask what a call would end in"),
    ("forget_dead_mail", "forget a dead mail"),
    ("grant_role", "grant a role"),
    ("import_user", "import a user"),
    ("invite", "invite somebody"),
    ("list_dead_mails", "try a dead mail again"),
    ("list_departments", "rename a department"),
    ("list_invitations", "take an invitation back"),
    ("list_packages", "change a package"),
    ("list_provisioning", "ask for provisioning again"),
    ("list_roles", "change a role"),
    ("list_tags", "change a tag"),
    ("list_tenants", "replace a policy"),
    ("list_users", "read and list users"),
    ("look_at_invitation", "look at an invitation"),
    ("look_at_link", "look at a link"),
    ("objections", "ask what a call would end in"),
    ("operator", "create a user who gets a mail"),
    ("prepare", "make ready to serve"),
    ("reinstate_user", "reinstate a user"),
    ("sign_out_everywhere", "sign out everywhere"),
    ("sign_out_user", "sign a user out"),
    ("suspend_user", "suspend a user"),
    ("provisioning_of", "ask what a call would end in"),
    ("read_membership", "read where somebody stands"),
    ("read_provisioning", "ask for provisioning again"),
    ("read_tenant", "replace a policy"),
    ("read_user", "read and list users"),
    ("refresh", "refresh"),
    ("register", "register"),
    ("reload_keys", "reload the keys"),
    ("reload_tenants", "reload the tenants"),
    ("remove_role", "remove a role"),
    ("rename_department", "rename a department"),
    ("replace_package", "change a package"),
    ("replace_policy", "replace a policy"),
    ("replace_role", "change a role"),
    ("replace_tag", "change a tag"),
    ("request_password_reset", "request a password reset"),
    ("resend_activation", "resend the activation mail"),
    ("retry_dead_mail", "try a dead mail again"),
    ("retry_provisioning", "ask for provisioning again"),
    ("revoke_invitation", "take an invitation back"),
    ("revoke_role", "revoke a role"),
    ("rotate_keys", "rotate the keys"),
    ("set_first_password", "set a first password"),
    ("set_first_password_by_code", "set a first password by a code"),
    ("sign_in", "sign in"),
    ("sign_out", "sign out"),
    ("step", "relay mails and provisioning"),
    ("step_until", "relay mails and provisioning"),
    ("unknown_tags", "ask what a call would end in"),
    ("update_own_profile", "change one's own profile"),
    ("update_profile", "change a user's profile"),
];

/// What only asks whether something answers, or how it stands, and is neither a use case nor a step.
const ASKS: &[&str] = &["backlog", "inspect", "next_due", "ready"];

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
