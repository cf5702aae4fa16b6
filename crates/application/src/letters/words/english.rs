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
    address_change: Says {
        subject: "Confirm your new e-mail address",
        before: &[
            "Somebody, most likely you, has asked to use this e-mail address for their account.",
            "Confirm on the page below that it is yours. From then on it is the address of that account, which is signed out everywhere.",
        ],
        button: "Use this address",
        after: &["If this was not you, you need do nothing: without you the address is not used."],
    },
    address_change_asked: Says {
        subject: "Another e-mail address was asked for",
        before: &[
            "Somebody who knows your password, most likely you, has asked to give your account another e-mail address.",
            "Until the new address is confirmed, your account keeps this one.",
        ],
        button: "",
        after: &["If this was not you, set a new password at once: that ends the request as well."],
    },
    address_changed: Says {
        subject: "Your e-mail address was changed",
        before: &[
            "Your account has another e-mail address from now on. Mails no longer go to this one, and you are signed out everywhere.",
        ],
        button: "",
        after: &["If this was not you, please turn to whoever runs this service at once."],
    },
    address_in_use: Says {
        subject: "Somebody asked for your e-mail address",
        before: &[
            "Somebody, perhaps you, has asked to use this e-mail address for another account. You have an account with it here already.",
            "Nothing was changed. Sign in as usual.",
        ],
        button: "",
        after: &["If this was not you, you need do nothing."],
    },
    account_suspended: Says {
        subject: "Your account was suspended",
        before: &[
            "Your account was suspended, and you are signed out everywhere. You cannot sign in until it is reinstated.",
            "If you have questions, please turn to whoever runs this service.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Your account is open again",
        before: &["Your account is no longer suspended. Sign in with the password you had before."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Your account was closed",
        before: &[
            "Your account was closed. Your password and your profile are erased.",
            "For a while nobody else can take the address or the user name that you had; after that they are erased as well.",
        ],
        button: "",
        after: &["If you did not expect this, please turn to whoever runs this service."],
    },
    happened: |at| format!("Time: {at}."),
    lasting: |span| format!("The link works once, for {span}."),
    code: |span| format!("Or type this code where you are asked for it. It works once, for {span}:"),
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
