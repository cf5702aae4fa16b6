//! The words of each mail.

use std::borrow::Cow;
use std::time::Duration;

use enroll_domain::proof::Proof;
use enroll_repository::Mail;

/// What one mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject.
    pub subject: &'static str,
    /// What stands above the link.
    pub before: &'static [&'static str],
    /// What the link's button says.
    pub button: &'static str,
    /// What stands below the link.
    pub after: Vec<Cow<'static, str>>,
}

/// The words of this mail, which carries the link of this proof.
pub(crate) fn words_of(mail: Mail, proof: Option<&Proof>) -> Words {
    let mut words = fixed_words(mail);
    if let Some(proof) = proof {
        let lasting = in_words(proof.expires_at.since(proof.made_at));
        words
            .after
            .insert(0, format!("The link works once, for {lasting}.").into());
    }
    words
}

/// How long something lasts, as people say it: in the greatest unit that fits, so that a day is 24 hours.
fn in_words(span: Duration) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = span.as_secs();
    let (count, one, many) = match seconds {
        _ if seconds >= 2 * DAY && seconds.is_multiple_of(DAY) => (seconds / DAY, "one day", "days"),
        _ if seconds >= HOUR && seconds.is_multiple_of(HOUR) => (seconds / HOUR, "one hour", "hours"),
        _ => (seconds / MINUTE, "one minute", "minutes"),
    };
    if count == 1 {
        one.to_owned()
    } else {
        format!("{count} {many}")
    }
}

fn fixed_words(mail: Mail) -> Words {
    match mail {
        Mail::Activation { .. } => Words {
            subject: "Activate your account",
            before: &[
                "Somebody, most likely you, has registered with this e-mail address.",
                "Open the page below and enter the password you chose. Your account is ready as soon as you have done so.",
            ],
            button: "Activate my account",
            after: vec![
                "If this was not you, you need do nothing: without the password nothing happens. You can also say so on the page.".into(),
            ],
        },
        Mail::FirstPassword { .. } => Words {
            subject: "Welcome: choose your password",
            before: &[
                "An account has been made for you.",
                "Choose a password on the page below to start using it.",
            ],
            button: "Choose my password",
            after: vec![
                "If you did not expect this, you need do nothing.".into(),
            ],
        },
        Mail::AccountExists { .. } => Words {
            subject: "You already have an account",
            before: &[
                "Somebody, most likely you, has tried to register with this e-mail address. You have an account here already.",
                "Sign in as usual. If you do not remember your password, set a new one on the page below.",
            ],
            button: "Set a new password",
            after: vec![
                "If this was not you, you need do nothing.".into(),
            ],
        },
        Mail::PasswordReset { .. } => Words {
            subject: "Set a new password",
            before: &["Somebody, most likely you, has asked to set a new password for your account."],
            button: "Set a new password",
            after: vec![
                "If this was not you, you need do nothing: your password stays as it is.".into(),
            ],
        },
        Mail::Suspended { .. } => Words {
            subject: "Your account is suspended",
            before: &[
                "Somebody, most likely you, has tried to register or to set a new password with this e-mail address.",
                "Your account is suspended at the moment. Please turn to whoever runs this service.",
            ],
            button: "",
            after: Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_greatest_unit_that_fits() {
        for (seconds, words) in [
            (24 * 3600, "24 hours"),
            (7 * 24 * 3600, "7 days"),
            (3600, "one hour"),
            (90 * 60, "90 minutes"),
            (60, "one minute"),
            (36 * 3600, "36 hours"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
