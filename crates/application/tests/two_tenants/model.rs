//! What a tenant must hold, as far as somebody outside can know it.

use std::collections::{BTreeMap, BTreeSet};

use enroll_domain::id::{InvitationId, UserId};
use enroll_domain::registration::OPEN_ATTEMPTS_KEPT;

/// The addresses that people have, in whichever tenant.
pub(crate) const EMAILS: &[&str] = &[
    "ada@example.org",
    "grace@example.org",
    "mary@example.org",
    "joan@example.org",
    "karen@example.org",
    "radia@example.org",
];
/// Their user names.
pub(crate) const USERNAMES: &[&str] = &["countess", "admiral", "captain"];
/// Their passwords.
pub(crate) const PASSWORDS: &[&str] = &["correct horse battery staple", "wholly different words of mine"];
/// Their given names.
pub(crate) const NAMES: &[&str] = &["Augusta", "Adelaide", "Amazing"];

/// What state somebody is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Active,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) email: &'static str,
    pub(crate) username: Option<&'static str>,
    pub(crate) name: Option<&'static str>,
    pub(crate) state: State,
    pub(crate) roles: BTreeSet<String>,
    /// `None` for somebody who has not set one yet.
    pub(crate) password: Option<&'static str>,
}

/// One registration that waits for its activation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) password: &'static str,
    pub(crate) name: &'static str,
}

/// One tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(crate) people: BTreeMap<UserId, Person>,
    /// The newest first.
    pub(crate) waiting: BTreeMap<&'static str, Vec<Waiting>>,
    pub(crate) invitations: BTreeSet<InvitationId>,
    /// The newest link of each page that was mailed to an address.
    pub(crate) links: BTreeMap<(&'static str, String), String>,
}

impl Model {
    /// Who has an address.
    pub(crate) fn holder(&self, email: &str) -> Option<(UserId, &Person)> {
        let found = self.people.iter().find(|(_, person)| person.email == email);
        found.map(|(id, person)| (*id, person))
    }

    pub(crate) fn is_taken(&self, username: &str) -> bool {
        self.people.values().any(|person| person.username == Some(username))
    }

    /// Somebody registered with an address that nobody has.
    pub(crate) fn wait(&mut self, email: &'static str, waiting: Waiting) {
        let all = self.waiting.entry(email).or_default();
        all.insert(0, waiting);
        all.truncate(OPEN_ATTEMPTS_KEPT);
    }

    /// Somebody is a user now.
    pub(crate) fn enter(&mut self, id: UserId, person: Person) {
        self.waiting.remove(person.email);
        assert!(self.people.insert(id, person).is_none(), "an id is given once");
    }

    pub(crate) fn change(&mut self, id: UserId, change: impl FnOnce(&mut Person)) {
        change(self.people.get_mut(&id).expect("somebody who is there"));
    }

    /// The link of a page that was mailed to an address last; something that is none where there is none.
    pub(crate) fn link(&self, email: &'static str, page: &str) -> String {
        let found = self.links.get(&(email, page.to_owned()));
        found.cloned().unwrap_or_else(|| "no-link".to_owned())
    }

    /// The addresses that a link of a page was mailed to; all of them where there is none.
    pub(crate) fn linked(&self, page: &str) -> Vec<&'static str> {
        let mailed = self.links.keys().filter(|(_, known)| known == page);
        let mailed: Vec<_> = mailed.map(|(email, _)| *email).collect();
        if mailed.is_empty() { EMAILS.to_vec() } else { mailed }
    }
}
