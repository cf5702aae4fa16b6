//! What people see of the world: answers, or none, and letters. All of it goes into the book.

use enroll::ports::credentials::ProofSigner as _;
use enroll::ports::mailer::Letter;
use enroll_tests::violation;

use crate::answer::Answer;
use crate::history::{Code, End, Link, Pair, What};
use crate::people;
use crate::rows::Everything;
use crate::simulation::Simulation;
use crate::world::TENANTS;

impl Simulation {
    /// Somebody gets an answer.
    pub(crate) fn answered(&mut self, place: usize, answer: Answer) {
        let ended = self.now;
        self.trace
            .note(format_args!("{place} {:?} {}", answer.end, answer.said));
        self.tells_no_secret(place, &answer.said);
        let entry = &mut self.book.entries[place];
        entry.ended = Some((ended, answer.end));
        entry.latest = self.book.shown.map_or(entry.latest, |(_, latest)| latest);
        entry.replayed = answer.bytes;
        entry.refresh = answer.tokens.as_ref().map(|tokens| tokens.refresh_token.clone());
        let (tenant, what) = (entry.tenant, entry.what.clone());
        *self.counts.ends.entry((what.name(), answer.end)).or_default() += 1;
        self.book.users.extend(answer.user.map(|user| (tenant, user)));
        if let Some((id, code, uses)) = answer.code {
            self.book.codes.push(Code { tenant, id, code, uses });
        }
        if let Some(tokens) = answer.tokens {
            let next = self.book.pairs.len();
            let first = match what {
                What::Refresh { pair } => self.book.pairs[pair].first,
                _ => next,
            };
            self.book.pairs.push(Pair {
                tenant,
                access: tokens.access_token,
                refresh: tokens.refresh_token,
                first,
                from: place,
            });
        }
    }

    /// Somebody gets no answer: the server they asked is gone.
    pub(crate) fn unanswered(&mut self, place: usize) {
        let now = self.now;
        let entry = &mut self.book.entries[place];
        entry.ended = Some((now, End::Unknown));
        *self.counts.ends.entry((entry.what.name(), End::Unknown)).or_default() += 1;
    }

    /// No error says what only one person is to know.
    fn tells_no_secret(&mut self, place: usize, said: &str) {
        let mut secrets: Vec<&str> = Vec::new();
        match &self.book.entries[place].what {
            What::Register(form) => secrets.push(&form.password),
            What::Use { link, password, .. } => {
                let link = &self.book.links[*link];
                secrets.extend([link.token.as_str(), password]);
                secrets.extend(link.code.as_deref());
            }
            What::Guess { code, .. } => secrets.push(code),
            What::Misuse { link } => secrets.push(&self.book.links[*link].token),
            What::SignIn { password, .. } | What::Import { password, .. } => secrets.push(password),
            What::Change { pair, password }
            | What::AskAddress { pair, password, .. }
            | What::CloseOwn { pair, password } => {
                let pair = &self.book.pairs[*pair];
                secrets.extend([pair.access.as_str(), &pair.refresh, password]);
            }
            What::Speak { pair }
            | What::Refresh { pair }
            | What::SignOut { pair }
            | What::SignOutEverywhere { pair } => {
                let pair = &self.book.pairs[*pair];
                secrets.extend([pair.access.as_str(), &pair.refresh]);
            }
            What::Resend
            | What::AskReset
            | What::Create { .. }
            | What::Roles { .. }
            | What::Invite
            | What::TakeBack
            | What::Provision
            | What::Lifecycle { .. }
            | What::Rotate { .. }
            | What::Overreach => {}
        }
        let tells = secrets.iter().any(|secret| !secret.is_empty() && said.contains(secret));
        if tells || said.contains("example.org") {
            self.broken.push(violation!(
                NothingTold,
                "an error tells a secret: {:?}",
                self.book.entries[place].what
            ));
        }
    }

    /// Takes the letters out of the mailbox that came since the last time.
    pub(crate) fn take_letters(&mut self) {
        for received in self.world.mailbox.letters() {
            let number: usize = received.id.parse().unwrap();
            if number > self.counts.letters {
                self.counts.letters = number;
                self.read_letter(received.letter);
            }
        }
    }

    fn read_letter(&mut self, letter: Letter) {
        self.trace
            .note(format_args!("{} to {}", letter.message_id, letter.to.as_str()));
        let id = letter.message_id.clone();
        let link = self.link_in(&letter);
        if let Some((first, count)) = self.book.letters.get_mut(&id) {
            *count += 1;
            let known = self.book.links.iter_mut().find(|link| link.message == id);
            if !is_the_same(first, known.as_deref(), &letter, link.as_ref()) {
                self.broken
                    .push(violation!(IntentsEnd, "letter {id} came twice, and differs"));
            }
            // It may come without a code that is good no more, and with it again where the clock was set back.
            if let (Some(known), Some(Link { code: Some(code), .. })) = (known, link) {
                known.code = Some(code);
            }
            return;
        }
        match (&link, letter.text.contains("token=")) {
            (None, true) => self
                .broken
                .push(violation!(TenantsApart, "letter {id} has a link of nobody's")),
            (Some(_), _) | (None, false) => self.book.links.extend(link),
        }
        self.book.letters.insert(id, (letter, 1));
    }

    fn link_in(&self, letter: &Letter) -> Option<Link> {
        let (before, rest) = letter.text.split_once("?token=")?;
        let token = rest.split_whitespace().next()?.to_owned();
        let of = self.world.reader.read_link(&token).ok()?.tenant;
        Some(Link {
            tenant: (0..TENANTS).find(|tenant| self.tenants[*tenant] == of)?,
            person: people::person_at(&letter.to)?,
            page: before.rsplit('/').next()?.to_owned(),
            token,
            code: code_in(letter).map(str::to_owned),
            message: letter.message_id.clone(),
        })
    }

    /// Remembers what was seen to be so once.
    pub(crate) fn learn(&mut self, all: &Everything) {
        for (tenant, rows) in all.tenants.iter().enumerate() {
            for grant in &rows.grants {
                self.book.held.entry(grant.user).or_default().insert(grant.role.clone());
            }
            for record in &rows.audit {
                let given = record.codes.iter().filter_map(|code| code.strip_prefix("role:"));
                let given = given.filter_map(|name| enroll::domain::role::RoleName::parse(name).ok());
                if let Some(subject) = record.subject {
                    self.book.held.entry(subject.into()).or_default().extend(given);
                }
            }
            if rows.administrators > 0 {
                self.book.administered.insert(tenant);
            }
        }
    }
}

/// Whether a letter that came again is the one that came first: but for the code, which is left out while it is not good.
fn is_the_same(first: &Letter, known: Option<&Link>, letter: &Letter, link: Option<&Link>) -> bool {
    match (code_in(first), code_in(letter)) {
        (Some(_), Some(_)) | (None, None) => first == letter,
        (Some(_), None) | (None, Some(_)) => {
            let token = |link: Option<&Link>| link.map(|link| link.token.clone());
            token(known) == token(link) && (&first.to, &first.subject) == (&letter.to, &letter.subject)
        }
    }
}

fn code_in(letter: &Letter) -> Option<&str> {
    letter.text.lines().map(str::trim).find(|line| is_code(line))
}

/// Whether a line of a letter is a code: two groups of four digits.
fn is_code(line: &str) -> bool {
    let group = |group: &str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_digit());
    line.split_once(' ')
        .is_some_and(|(one, other)| group(one) && group(other))
}
