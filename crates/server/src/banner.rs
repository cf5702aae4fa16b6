//! The banner: what a server says at its start, to the person who started it.

use std::fmt::Write as _;

/// What a server serves.
pub(crate) struct Banner<'a> {
    /// Where people reach it.
    pub(crate) public_url: &'a str,
    /// Where it listens.
    pub(crate) listens: &'a str,
    /// Which database it uses, without a password.
    pub(crate) database: &'a str,
    /// The existing contracts that it serves, by name.
    pub(crate) contracts: &'a [&'a str],
    /// Whether anybody who asks too often is told to wait.
    pub(crate) limits: Limited,
}

/// Who is told to wait who asks too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limited {
    /// Everybody.
    Everybody,
    /// Nobody.
    Nobody,
}

/// A password that enroll takes, for the example.
const PASSWORD: &str = "seven owls read maps";

impl Banner<'_> {
    /// In earnest: where, and no more.
    pub(crate) fn in_earnest(&self) -> String {
        let Self {
            public_url,
            listens,
            database,
            contracts: _,
            limits: _,
        } = self;
        format!(
            "enroll {} serves {public_url} at {listens}; the API is described at {public_url}/docs, health stands at \
             /livez and /readyz, metrics at /metrics; database {database}\n",
            env!("CARGO_PKG_VERSION")
        )
    }

    /// For trying out: everything that there is to look at, what is relaxed, and a command to paste. `mails` says where mails
    /// go, and `newcomer` makes the example's address a new one.
    pub(crate) fn for_trying_out(&self, mails: Mails, newcomer: u16) -> String {
        let Self {
            public_url,
            listens,
            database,
            contracts,
            limits: _,
        } = self;
        let mut text = format!(
            "\n  enroll {}, for trying out, listens at {listens}\n\n",
            env!("CARGO_PKG_VERSION")
        );
        let mut line = |name: &str, what: &str| {
            // Nothing is lost that a text could refuse.
            let _written = writeln!(text, "  {name:<14}{what}");
        };
        line("API, pages", public_url);
        line(
            "description",
            &format!("{public_url}/docs to read and try, {public_url}/openapi.json for programs"),
        );
        if !contracts.is_empty() {
            line(
                "contracts",
                &format!("{public_url}/openapi/NAME.json: {}", contracts.join(", ")),
            );
        }
        match mails {
            Mails::Mailbox => line("mailbox", &format!("{public_url}/dev/mailbox")),
            Mails::Server => line("mails", "go out through the mail server that is set"),
        }
        line("health", &format!("{public_url}/livez, {public_url}/readyz"));
        line("database", database);
        text.push_str(&self.relaxed(mails));
        text.push_str(&format!(
            "
  Register somebody:

  curl -i {public_url}/v1/registrations -H 'content-type: application/json' \\
    -d '{{\"email\":\"ada-{newcomer:04x}@example.org\",\"password\":\"{PASSWORD}\"}}'

"
        ));
        match mails {
            Mails::Mailbox => text.push_str(&format!(
                "  and then open the link in the mail at {public_url}/dev/mailbox\n\n"
            )),
            Mails::Server => {}
        }
        text
    }

    /// What is not for real people.
    fn relaxed(&self, mails: Mails) -> String {
        let mailbox = match mails {
            Mails::Mailbox => "mails reach nobody but the mailbox, ",
            Mails::Server => "",
        };
        let unlimited = match self.limits {
            Limited::Nobody => ",\n  nobody is limited: neither passwords that are tried nor mails that are asked for",
            Limited::Everybody => "",
        };
        format!(
            "
  Relaxed by --dev, so not for real people: {mailbox}plain HTTP is let pass,
  a secret is made and kept, the schema is changed at the start, cheap hashing is let pass{unlimited}.
"
        )
    }
}

/// Where mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mails {
    /// Into the mailbox of development.
    Mailbox,
    /// To a mail server.
    Server,
}

#[cfg(test)]
mod tests {
    use enroll::adapters::passwords::ZxcvbnMeter;
    use enroll::domain::registration::{Policy, RegistrationForm, examine};
    use enroll::ports::credentials::StrengthMeter as _;

    use super::*;

    const BANNER: Banner<'_> = Banner {
        public_url: "http://127.0.0.1:8080",
        listens: "127.0.0.1:8080",
        database: "sqlite:enroll.db",
        contracts: &["onyx"],
        limits: Limited::Nobody,
    };

    #[test]
    fn the_command_to_paste_registers_somebody_whom_the_policy_takes() {
        let text = BANNER.for_trying_out(Mails::Mailbox, 0x3f);
        let body = &text[text.find("{\"email\"").unwrap()..text.find("}'").unwrap() + 1];
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let field = |name: &str| Some(body[name].as_str().unwrap().to_owned());
        let form = RegistrationForm {
            email: field("email"),
            password: field("password"),
            ..RegistrationForm::default()
        };
        examine(&form, &Policy::private(), |password, context| {
            ZxcvbnMeter.rate(password, context)
        })
        .unwrap();
        assert_eq!(field("email").unwrap(), "ada-003f@example.org");
    }

    #[test]
    fn that_nobody_is_limited_is_among_what_is_relaxed() {
        assert!(BANNER.for_trying_out(Mails::Mailbox, 1).contains("nobody is limited"));
        let limited = Banner {
            limits: Limited::Everybody,
            ..BANNER
        };
        assert!(!limited.for_trying_out(Mails::Mailbox, 1).contains("limited"));
    }

    #[test]
    fn only_who_has_a_mailbox_is_sent_there() {
        assert!(
            BANNER
                .for_trying_out(Mails::Mailbox, 1)
                .contains("http://127.0.0.1:8080/dev/mailbox")
        );
        assert!(!BANNER.for_trying_out(Mails::Server, 1).contains("/dev/mailbox"));
    }
}
