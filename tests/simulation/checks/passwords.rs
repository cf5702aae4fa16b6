//! The password that was set last signs in, and no other does.

use enroll::domain::audit::Action;
use enroll::domain::id::UserId;
use enroll_tests::violation;

use super::Evidence;
use crate::history::{Account, End, Entry, Using, What};

/// A call that set a password.
struct Set<'a> {
    entry: &'a Entry,
    user: UserId,
    password: &'a str,
    /// Whether its user may sign in from then on.
    opens: bool,
}

pub(super) fn the_present_password_signs_in_and_no_other(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let sets: Vec<Set<'_>> = evidence
        .book
        .entries
        .iter()
        .filter_map(|entry| set(evidence, entry))
        .collect();
    for entry in &evidence.book.entries {
        let What::SignIn { person, password } = &entry.what else {
            continue;
        };
        let user = match entry.end() {
            Some(End::Done) => evidence.user_of(entry),
            _ => let_in(evidence, entry, *person),
        };
        let theirs: Vec<&Set<'_>> = sets.iter().filter(|set| Some(set.user) == user).collect();
        match entry.end() {
            Some(End::Done) if !theirs.iter().any(|set| may_be_present(set, &theirs, entry, password)) => {
                broken.push(violation!(
                    SecretsEnd,
                    "somebody signed in with a password that is not theirs: {entry:?}"
                ));
            }
            Some(End::Refused) if theirs.iter().any(|set| is_present(set, &theirs, entry, password)) => {
                broken.push(violation!(
                    Acknowledged,
                    "the password that was set last was refused: {entry:?}"
                ));
            }
            Some(End::Done | End::Refused | End::Replayed | End::Busy | End::Unknown) | None => {}
        }
    }
}

/// Who had the address of a person while a call was under way, and was not shut out, where both are beyond doubt.
fn let_in(evidence: &Evidence<'_>, call: &Entry, person: usize) -> Option<UserId> {
    let user = evidence.all.tenants[call.tenant].holder(person)?.id;
    let mut turns = evidence.turns_of(user);
    let moved = turns.any(|turn| turn.action == Action::AddressChanged && !turn.entry.before(call));
    (!moved && !evidence.may_be_shut_out(user, call)).then_some(user)
}

fn set<'a>(evidence: &Evidence<'_>, entry: &'a Entry) -> Option<Set<'a>> {
    let (password, opens) = match &entry.what {
        What::Register(form) => (&form.password, false),
        What::Use { using, password, .. } => match using {
            Using::Activate | Using::ActivateAnew | Using::Reset | Using::FirstPassword => (password, true),
            Using::Confirm | Using::Move | Using::Disown => return None,
        },
        What::Import { account, password, .. } => match account {
            Account::Pending => return None,
            Account::Active | Account::Suspended => (password, true),
        },
        What::Change { password, .. } => (password, true),
        _ => return None,
    };
    Some(Set {
        user: evidence.user_of(entry)?,
        entry,
        password,
        opens,
    })
}

/// Whether this password may be the present one while somebody signs in: it was set by then, and nothing that came after it was over
/// before they began.
fn may_be_present(set: &Set<'_>, all: &[&Set<'_>], sign_in: &Entry, typed: &str) -> bool {
    let begun = sign_in.ended.is_some_and(|(ended, _)| set.entry.began < ended);
    let overwritten = all
        .iter()
        .any(|later| set.entry.before(later.entry) && later.entry.before(sign_in));
    set.password == typed && begun && !overwritten
}

/// Whether this password is the present one beyond doubt: it was set before they began, and every other one before that.
fn is_present(set: &Set<'_>, all: &[&Set<'_>], sign_in: &Entry, typed: &str) -> bool {
    let last = all
        .iter()
        .all(|other| other.entry.request == set.entry.request || other.entry.before(set.entry));
    set.password == typed && set.opens && set.entry.before(sign_in) && last
}
