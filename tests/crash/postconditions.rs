//! Postconditions: what a use case owes whoever was told that it is done, in words that can be looked up afterwards.

use enroll::Call;
use enroll::domain::audit::Action;
use enroll::domain::identifier::EmailAddress;
use enroll::domain::profile::Field;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::domain::user::{EmailProof, State};
use enroll::ports::repository::{Channel, Intent, Mail, Notice};
use enroll::{HandedPassword, LinkState, Tokens};

use crate::evidence::{Rows, proof_of};
use crate::stage::Cast;

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Postcondition {
    /// A registration attempt of this person is open, with this given name.
    AttemptOpen(EmailAddress, &'static str),
    /// No registration attempt for the address is open.
    NoAttempts(EmailAddress),
    /// A mail with a link of this purpose to the address is due, or was sent.
    LinkMailed(EmailAddress, Purpose),
    /// Nobody can use this link any more.
    LinkSpent(Purpose, String),
    /// This person is a user and signs in with this password.
    SignsIn(EmailAddress, &'static str),
    /// Nobody signs in with this address and this password.
    SignsInNot(EmailAddress, &'static str),
    /// This person is a user who has not set a first password.
    Pending(EmailAddress),
    /// The address of this user was proved.
    Proved(EmailAddress),
    /// This is the user's given name.
    Named(EmailAddress, Option<&'static str>),
    /// The user holds a role.
    Holds(EmailAddress, RoleName),
    /// The user does not hold a role.
    Lacks(EmailAddress, RoleName),
    /// These tokens speak for somebody.
    Speak(Tokens),
    /// This access token speaks for nobody any more.
    Silent(String),
    /// This access token still speaks for somebody.
    Speaks(String),
    /// The account is in this state.
    Stands(EmailAddress, &'static str),
    /// This notice is due, or was sent.
    Told(Notice),
    /// The user is wanted at the identity provider.
    Provisioned(EmailAddress),
    /// There is a key that signs.
    KeyMade,
    /// The key of this name is in the ring.
    KeyThere(String),
    /// Nobody has this address.
    Nobody(EmailAddress),
    /// The audit says that this was done; it is written with what was done, or not at all.
    Audited(Action),
}

impl Postcondition {
    /// Whether it is kept.
    pub(crate) async fn is_kept(&self, cast: &Cast, rows: &Rows) -> bool {
        match self {
            Self::AttemptOpen(email, name) => rows.attempts.iter().any(|attempt| {
                attempt.email.key() == email.key() && attempt.profile.get(Field::GivenName) == Some(name)
            }),
            Self::NoAttempts(email) => !rows.attempts.iter().any(|attempt| attempt.email.key() == email.key()),
            Self::LinkMailed(email, purpose) => rows.has_message(Channel::Mail, |message| {
                let proof = proof_of(message).and_then(|id| rows.proofs.get(&id));
                proof.is_some_and(|proof| proof.purpose == *purpose && proof.address.key() == email.key())
            }),
            Self::LinkSpent(purpose, token) => look(cast, *purpose, token).await != LinkState::Good,
            Self::SignsIn(email, password) => sign_in(cast, email, password).await,
            Self::SignsInNot(email, password) => !sign_in(cast, email, password).await,
            Self::Pending(email) => rows
                .holder(email)
                .is_some_and(|user| matches!(user.state, State::Pending { .. })),
            Self::Proved(email) => rows
                .holder(email)
                .is_some_and(|user| user.identifiers.email_proof != EmailProof::Unproved),
            Self::Named(email, name) => rows
                .holder(email)
                .is_some_and(|user| user.profile.get(Field::GivenName) == *name),
            Self::Stands(email, state) => rows.holder(email).is_some_and(|user| user.state.code() == *state),
            Self::Told(told) => rows.has_message(
                Channel::Mail,
                |message| matches!(message.intent, Intent::Mail(Mail::Notice { notice, .. }) if notice == *told),
            ),
            Self::Holds(email, role) => holds(rows, email, role),
            Self::Lacks(email, role) => !holds(rows, email, role),
            Self::Speak(tokens) => {
                let refreshed = cast
                    .enrollment
                    .refresh(&Call::in_default_tenant(), &tokens.refresh_token)
                    .await;
                speaks(cast, &tokens.access_token).await && refreshed.is_ok()
            }
            Self::Silent(access) => !speaks(cast, access).await,
            Self::Speaks(access) => speaks(cast, access).await,
            Self::Provisioned(email) => rows.holder(email).is_some_and(|user| {
                let told = |intent| matches!(intent, Intent::Provision { user: about } if about == user.id);
                let settled = rows
                    .provisioning
                    .get(&user.id)
                    .map(|standing| standing.wanted == standing.settled);
                let due = || rows.has_message(Channel::Provisioning, |message| told(message.intent));
                settled.is_some_and(|settled| settled || due())
            }),
            Self::KeyMade => !rows.keys.is_empty(),
            Self::KeyThere(id) => rows.keys.iter().any(|key| key.id == *id),
            Self::Nobody(email) => rows.holder(email).is_none(),
            Self::Audited(action) => rows.audit.iter().any(|record| record.action == *action),
        }
    }
}

/// What a page would show for a link.
pub(crate) async fn look(cast: &Cast, purpose: Purpose, token: &str) -> LinkState {
    cast.enrollment
        .look_at_link(&Call::in_default_tenant(), token, purpose)
        .await
        .unwrap()
}

async fn sign_in(cast: &Cast, email: &EmailAddress, password: &str) -> bool {
    let call = Call::in_default_tenant();
    cast.enrollment
        .sign_in(&call, Some(email.as_str()), Some(password), HandedPassword::Refused)
        .await
        .is_ok()
}

async fn speaks(cast: &Cast, access: &str) -> bool {
    cast.enrollment
        .authenticate(&Call::in_default_tenant(), access)
        .await
        .is_ok()
}

fn holds(rows: &Rows, email: &EmailAddress, role: &RoleName) -> bool {
    rows.holder(email).is_some_and(|user| {
        rows.grants
            .iter()
            .any(|grant| grant.user == user.id && grant.role == *role)
    })
}
