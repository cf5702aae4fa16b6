//! The words of each mail: which language somebody reads, and what is said in it. What a language says stands in its own file
//! beside this one.

mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod moment;
mod portuguese;
mod spanish;

use std::borrow::Cow;
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::proof::Proof;
use enroll_repository::{Mail, Notice};

/// The languages that mails are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    French,
    Spanish,
    Portuguese,
    Italian,
    Dutch,
}

impl Language {
    /// Every language.
    const ALL: &[Self] = &[
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Italian,
        Self::Dutch,
    ];

    /// The language for somebody who reads this one, as a BCP 47 tag: by its language alone, whatever the country. English for
    /// those that no mail is written in.
    pub(crate) fn of(asked: Option<&str>) -> Self {
        let asked = asked.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
        let found = Self::ALL
            .iter()
            .find(|language| language.tongue().tag.eq_ignore_ascii_case(asked));
        found.copied().unwrap_or(Self::English)
    }

    /// What stands above a code that works for so long.
    pub(crate) fn above_code(self, lifetime: Duration) -> String {
        let tongue = self.tongue();
        (tongue.code)(&tongue.in_words(lifetime))
    }

    const fn tongue(self) -> &'static Tongue {
        match self {
            Self::English => &english::TONGUE,
            Self::German => &german::TONGUE,
            Self::French => &french::TONGUE,
            Self::Spanish => &spanish::TONGUE,
            Self::Portuguese => &portuguese::TONGUE,
            Self::Italian => &italian::TONGUE,
            Self::Dutch => &dutch::TONGUE,
        }
    }
}

/// All that a language says: one member for each mail, so that none can be forgotten.
struct Tongue {
    /// Its tag (BCP 47).
    tag: &'static str,
    activation: Says,
    first_password: Says,
    confirmation: Says,
    account_exists: Says,
    password_reset: Says,
    suspended: Says,
    address_change: Says,
    address_change_asked: Says,
    address_changed: Says,
    address_in_use: Says,
    account_suspended: Says,
    account_reinstated: Says,
    account_closed: Says,
    /// When what a notice tells of happened, given the moment.
    happened: fn(&str) -> String,
    /// For how long a link works, and that it works once, given the span in words.
    lasting: fn(&str) -> String,
    /// What stands above a code that may be typed instead of following the link, given for how long it works.
    code: fn(&str) -> String,
    minutes: Counted,
    hours: Counted,
    days: Counted,
}

/// What one mail says in one language.
struct Says {
    subject: &'static str,
    before: &'static [&'static str],
    /// Nothing, where there is no link.
    button: &'static str,
    after: &'static [&'static str],
}

/// One, and more than one, of something, as they follow in [`Tongue::lasting`].
struct Counted {
    one: &'static str,
    many: &'static str,
}

/// What one mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The language, as a BCP 47 tag.
    pub language: &'static str,
    /// The subject.
    pub subject: Cow<'static, str>,
    /// What stands above the link.
    pub before: &'static [&'static str],
    /// What the link's button says.
    pub button: &'static str,
    /// What stands below the link.
    pub after: Vec<Cow<'static, str>>,
}

/// The words of this mail, which carries the link of this proof.
pub(crate) fn words_of(mail: Mail, proof: Option<&Proof>, language: Language) -> Words {
    let tongue = language.tongue();
    let says = match mail {
        Mail::Activation { .. } => &tongue.activation,
        Mail::FirstPassword { .. } => &tongue.first_password,
        Mail::Confirmation { .. } => &tongue.confirmation,
        Mail::AccountExists { .. } => &tongue.account_exists,
        Mail::PasswordReset { .. } => &tongue.password_reset,
        Mail::Suspended { .. } => &tongue.suspended,
        Mail::AddressChange { .. } => &tongue.address_change,
        Mail::Notice { notice, .. } => match notice {
            Notice::AddressChangeAsked => &tongue.address_change_asked,
            Notice::AddressChanged => &tongue.address_changed,
            Notice::AddressInUse => &tongue.address_in_use,
            Notice::AccountSuspended => &tongue.account_suspended,
            Notice::AccountReinstated => &tongue.account_reinstated,
            Notice::AccountClosed => &tongue.account_closed,
        },
    };
    let lasting = proof.map(|proof| tongue.in_words(proof.expires_at.since(proof.made_at)));
    let lasting = lasting.map(|span| Cow::Owned((tongue.lasting)(&span)));
    let after = says.after.iter().map(|text| Cow::Borrowed(*text));
    Words {
        language: tongue.tag,
        subject: Cow::Borrowed(says.subject),
        before: says.before,
        button: says.button,
        after: lasting.into_iter().chain(after).collect(),
    }
}

/// Says when what a notice tells of happened.
pub(crate) fn tell_when(words: &mut Words, language: Language, at: Timestamp) {
    let when = (language.tongue().happened)(&moment::written(at));
    words.after.insert(0, Cow::Owned(when));
}

impl Tongue {
    /// How long something lasts, as people say it: in the greatest unit that fits, so that a day is 24 hours.
    fn in_words(&self, span: Duration) -> String {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let seconds = span.as_secs();
        let (count, counted) = match seconds {
            _ if seconds >= 2 * DAY && seconds.is_multiple_of(DAY) => (seconds / DAY, &self.days),
            _ if seconds >= HOUR && seconds.is_multiple_of(HOUR) => (seconds / HOUR, &self.hours),
            _ => (seconds / MINUTE, &self.minutes),
        };
        if count == 1 {
            counted.one.to_owned()
        } else {
            format!("{count} {}", counted.many)
        }
    }
}

#[cfg(test)]
mod tests;
