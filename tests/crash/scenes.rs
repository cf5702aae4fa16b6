//! What has happened before a use case begins: scenes that are played without a fault.

use std::collections::BTreeSet;

use enroll::domain::id::UserId;
use enroll::domain::identifier::EmailAddress;
use enroll::domain::profile::Field;
use enroll::domain::registration::RegistrationForm;
use enroll::domain::role::RoleName;
use enroll::{
    Activate, ActivationPassword, Call, Caller, FirstCredential, HandedPassword, NewUserForm, Receipted, Tokens,
};

use crate::stage::Cast;

/// In the default tenant, with no request.
pub(crate) const CALL: Call = Call::in_default_tenant();

/// What is at hand when the use case begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Props {
    /// The token of a link.
    pub(crate) link: String,
    /// The code that stands in the mail beside the link.
    pub(crate) code: String,
    /// An access token.
    pub(crate) access: String,
    /// A refresh token.
    pub(crate) refresh: String,
    /// A user.
    pub(crate) user: Option<UserId>,
}

impl Props {
    /// With the tokens of a sign-in.
    pub(crate) fn of(tokens: &Tokens) -> Self {
        Self {
            access: tokens.access_token.clone(),
            refresh: tokens.refresh_token.clone(),
            ..Self::default()
        }
    }

    /// With the token of a link.
    pub(crate) fn link(link: String) -> Self {
        Self {
            link,
            ..Self::default()
        }
    }

    /// Everything in here that is secret.
    pub(crate) fn secrets(&self) -> BTreeSet<String> {
        // A code is shown in two groups; whoever keeps or logs one may well have dropped the space.
        let bare_code = self.code.replace(' ', "");
        let all = [&self.link, &self.code, &bare_code, &self.access, &self.refresh];
        all.into_iter().filter(|secret| !secret.is_empty()).cloned().collect()
    }
}

pub(crate) fn form(email: &EmailAddress, password: &str, name: &str) -> RegistrationForm {
    RegistrationForm {
        email: Some(email.as_str().to_owned()),
        password: Some(password.to_owned()),
        profile: vec![(Field::GivenName, name.to_owned())],
        ..RegistrationForm::default()
    }
}

impl Cast {
    /// Somebody registers.
    pub(crate) async fn register(&self, email: &EmailAddress, password: &str, name: &str) {
        self.enrollment
            .register(&CALL, &form(email, password, name), None)
            .await
            .unwrap();
    }

    /// Performs all that is due.
    pub(crate) async fn deliver(&self) {
        while !self.relay.step().await.unwrap().performed.is_empty() {}
    }

    /// The token of the newest link that was mailed to an address.
    pub(crate) async fn newest_link(&self, email: &EmailAddress) -> String {
        self.deliver().await;
        let letters = self.mailbox.letters();
        let letter = letters
            .iter()
            .rev()
            .find(|received| received.letter.to.key() == email.key())
            .unwrap();
        token_in(&letter.letter.text).unwrap()
    }

    /// The newest link that was mailed to an address, and the code beside it.
    pub(crate) async fn newest_code(&self, email: &EmailAddress) -> Props {
        let link = self.newest_link(email).await;
        let letters = self.mailbox.letters();
        let code = letters.iter().rev().find_map(|received| code_in(&received.letter.text));
        Props {
            code: code.unwrap(),
            ..Props::link(link)
        }
    }

    /// Somebody registers and activates.
    pub(crate) async fn active(&self, email: &EmailAddress, password: &str, name: &str) -> Tokens {
        self.register(email, password, name).await;
        let token = self.newest_link(email).await;
        let activate = Activate {
            token: &token,
            password: ActivationPassword::Chosen(password),
            username: None,
            terms_version: None,
        };
        self.enrollment.activate(&CALL, activate).await.unwrap().tokens
    }

    /// The operator makes a user with a role, who is active at once.
    pub(crate) async fn made(&self, email: &EmailAddress, password: &str, role: &RoleName) -> UserId {
        let form = NewUserForm {
            email: Some(email.as_str().to_owned()),
            roles: vec![role.as_str().to_owned()],
            ..NewUserForm::default()
        };
        let operator = self.enrollment.operator(&CALL).await.unwrap();
        let created = self
            .enrollment
            .create_user(&operator, &form, FirstCredential::Password(password), None)
            .await;
        let Receipted::Fresh(created) = created.unwrap() else {
            panic!("nobody asked for a receipt")
        };
        created.user.user.id
    }

    /// Somebody signs in.
    pub(crate) async fn sign_in(&self, email: &EmailAddress, password: &str) -> Tokens {
        self.enrollment
            .sign_in(&CALL, Some(email.as_str()), Some(password), HandedPassword::Refused)
            .await
            .unwrap()
    }

    /// The time, in whole seconds since 1970.
    pub(crate) fn now_in_seconds(&self) -> i64 {
        use enroll::ports::system::Clock as _;
        self.clock.now().as_micros() / 1_000_000
    }

    /// Whoever an access token speaks for.
    pub(crate) async fn caller(&self, access: &str) -> Caller {
        self.enrollment.authenticate(&CALL, access).await.unwrap()
    }
}

/// The code in a text: a line of two groups of four digits.
pub(crate) fn code_in(text: &str) -> Option<String> {
    let is_code = |line: &&str| {
        line.split_once(' ').is_some_and(|(first, second)| {
            [first, second]
                .iter()
                .all(|group| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    text.lines().map(str::trim).find(is_code).map(str::to_owned)
}

/// The token of the link in a text.
pub(crate) fn token_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("token=")?;
    Some(
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect(),
    )
}
