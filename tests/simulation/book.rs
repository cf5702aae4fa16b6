//! The book: everything that was seen from outside.

use std::collections::{BTreeMap, BTreeSet};

use enroll::domain::Timestamp;
use enroll::domain::id::UserId;
use enroll::domain::registration::Beginning;
use enroll::domain::role::{RoleName, Roles};
use enroll::ports::mailer::Letter;

use crate::history::{AT_ONCE, Code, Entry, Link, Pair, Registering, Using, What};
use crate::plan::Plan;
use enroll::adapters::memory::Chance;

/// How many addresses nobody has who comes by themselves.
pub(crate) const OTHER_ADDRESSES: usize = 2;

/// Everything that was seen.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) people: usize,
    pub(crate) servers: usize,
    /// The roles that every tenant has.
    pub(crate) roles: Roles,
    /// How users begin in the tenant that claims identifiers at once.
    pub(crate) beginning: Beginning,
    pub(crate) entries: Vec<Entry>,
    pub(crate) links: Vec<Link>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) codes: Vec<Code>,
    pub(crate) users: BTreeSet<(usize, UserId)>,
    /// The letter of each message, and how often it came.
    pub(crate) letters: BTreeMap<String, (Letter, usize)>,
    /// Every role that somebody was seen to hold.
    pub(crate) held: BTreeMap<UserId, BTreeSet<RoleName>>,
    /// The tenants that were seen to have an administrator.
    pub(crate) administered: BTreeSet<usize>,
    /// The first and the latest time that the clock ever showed.
    pub(crate) shown: Option<(Timestamp, Timestamp)>,
    /// How many mails of each class an address gets in a day.
    pub(crate) budget: u32,
    /// How many codes may be tried for one purpose and one address in a day.
    pub(crate) tries: u32,
}

impl Book {
    /// An empty book.
    pub(crate) const fn new(plan: &Plan, roles: Roles) -> Self {
        let Plan {
            people,
            servers,
            beginning,
            budget,
            tries,
            ..
        } = *plan;
        Self {
            people,
            servers,
            roles,
            beginning,
            entries: Vec::new(),
            links: Vec::new(),
            pairs: Vec::new(),
            codes: Vec::new(),
            users: BTreeSet::new(),
            letters: BTreeMap::new(),
            held: BTreeMap::new(),
            administered: BTreeSet::new(),
            shown: None,
            budget,
            tries,
        }
    }

    /// The links of a tenant that lead to a page.
    pub(crate) fn links_to(&self, tenant: usize, page: &str) -> Vec<usize> {
        let places = (0..self.links.len()).filter(|place| {
            let link = &self.links[*place];
            link.tenant == tenant && link.page == page
        });
        places.collect()
    }

    /// The links of calls that are under way.
    pub(crate) fn links_in_use(&self) -> Vec<usize> {
        let under_way = self.entries.iter().filter(|entry| entry.ended.is_none());
        let used = under_way.filter_map(|entry| match entry.what {
            What::Use { link, .. } => Some(link),
            _ => None,
        });
        used.collect()
    }

    pub(crate) fn pairs_of(&self, tenant: usize) -> Vec<usize> {
        (0..self.pairs.len())
            .filter(|place| self.pairs[*place].tenant == tenant)
            .collect()
    }

    /// Every registration in a tenant for a person.
    pub(crate) fn registrations(&self, tenant: usize, person: usize) -> impl Iterator<Item = (&Entry, &Registering)> {
        self.entries
            .iter()
            .filter(move |entry| entry.tenant == tenant)
            .filter_map(move |entry| match &entry.what {
                What::Register(form) if form.person == person => Some((entry, form)),
                _ => None,
            })
    }

    /// Every password that was ever typed for a person in a tenant.
    pub(crate) fn passwords(&self, tenant: usize, person: usize) -> Vec<String> {
        let typed = self.entries.iter().filter(|entry| entry.tenant == tenant);
        let typed = typed.filter_map(|entry| match &entry.what {
            What::Register(form) if form.person == person => Some(&form.password),
            What::Import {
                person: whose,
                password,
                ..
            } if *whose == person => Some(password),
            What::Use { link, password, .. } if self.links[*link].person == person => Some(password),
            What::Change { password, .. } | What::AskAddress { password, .. } => Some(password),
            _ => None,
        });
        typed.filter(|password| !password.is_empty()).cloned().collect()
    }

    /// Somebody's address: now and then one to which somebody may have moved.
    pub(crate) fn mostly_somebody(&self, chance: &mut Chance) -> usize {
        if chance.one_in(6) {
            self.people + chance.below(OTHER_ADDRESSES)
        } else {
            chance.below(self.people)
        }
    }

    /// The person whose tokens these are.
    pub(crate) fn person_of(&self, pair: usize) -> Option<usize> {
        let first = &self.pairs[self.pairs[pair].first];
        match self.entries[first.from].what {
            What::SignIn { person, .. } => Some(person),
            What::Use { link, .. } => Some(self.links[link].person),
            _ => None,
        }
    }

    /// The password that a person was last told is theirs.
    pub(crate) fn present_password(&self, tenant: usize, person: usize) -> Option<&String> {
        let here = self
            .entries
            .iter()
            .rev()
            .filter(|entry| entry.tenant == tenant && entry.was_done());
        // Whoever moved to another address has the password with which they asked for it.
        let mut moved = false;
        let mut set = here.filter_map(|entry| match &entry.what {
            What::Register(form) if form.person == person && tenant == AT_ONCE => Some(&form.password),
            What::Import {
                person: whose,
                password,
                ..
            } if *whose == person => Some(password),
            What::Use {
                link, using, password, ..
            } if self.links[*link].person == person => {
                moved |= *using == Using::Move;
                Some(password)
            }
            What::AskAddress {
                person: wanted,
                password,
                ..
            } if moved && *wanted == person => Some(password),
            What::Change { pair, password } if self.person_of(*pair) == Some(person) => Some(password),
            _ => None,
        });
        set.find(|password| !password.is_empty())
    }

    /// Notes that the clock shows this time.
    pub(crate) fn clock_shows(&mut self, now: Timestamp) {
        let (first, latest) = self.shown.unwrap_or((now, now));
        self.shown = Some((first.min(now), latest.max(now)));
        for entry in self
            .entries
            .iter_mut()
            .rev()
            .take(64)
            .filter(|entry| entry.ended.is_none())
        {
            entry.clock = (entry.clock.0.min(now), entry.clock.1.max(now));
        }
    }
}
