//! What mails say in English.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "en",
    activation: Says {
        subject: "Activate your account",
        before: &[
            "Somebody, most likely you, has registered with this e-mail address.",
            "Open the page below and enter the password you chose. Your account is ready as soon as you have done so.",
        ],
        button: "Activate my account",
        after: &[
            "If this was not you, you need do nothing: without the password nothing happens. You can also say so on the page.",
        ],
    },
    first_password: Says {
        subject: "Welcome: choose your password",
        before: &[
            "An account has been made for you.",
            "Choose a password on the page below to start using it.",
        ],
        button: "Choose my password",
        after: &["If you did not expect this, you need do nothing."],
    },
    confirmation: Says {
        subject: "Confirm your e-mail address",
        before: &[
            "Somebody, most likely you, has registered with this e-mail address.",
            "Confirm on the page below that it is yours. Your account is ready as soon as you have done so.",
        ],
        button: "Confirm my address",
        after: &[
            "If this was not you, you need do nothing: as long as you do not confirm it, the address counts as nobody's.",
        ],
    },
    account_exists: Says {
        subject: "You already have an account",
        before: &[
            "Somebody, most likely you, has tried to register with this e-mail address. You have an account here already.",
            "Sign in as usual. If you do not remember your password, set a new one on the page below.",
        ],
        button: "Set a new password",
        after: &["If this was not you, you need do nothing."],
    },
    password_reset: Says {
        subject: "Set a new password",
        before: &["Somebody, most likely you, has asked to set a new password for your account."],
        button: "Set a new password",
        after: &["If this was not you, you need do nothing: your password stays as it is."],
    },
    suspended: Says {
        subject: "Your account is suspended",
        before: &[
            "Somebody, most likely you, has tried to register or to set a new password with this e-mail address.",
            "Your account is suspended at the moment. Please turn to whoever runs this service.",
        ],
        button: "",
        after: &[],
    },
    lasting: |span| format!("The link works once, for {span}."),
    minutes: Counted {
        one: "one minute",
        many: "minutes",
    },
    hours: Counted {
        one: "one hour",
        many: "hours",
    },
    days: Counted {
        one: "one day",
        many: "days",
    },
};
