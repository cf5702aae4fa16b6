//! Activate: a link proves the address, the password picks the attempt.
//!
//! Nobody ever activates another's password. Whoever holds the link but matches no attempt may set a new password, and
//! starts with a blank profile.

use std::fmt;

use enroll_credentials::Verification;
use enroll_domain::audit::{Action, Actor};
use enroll_domain::id::UserId;
use enroll_domain::password::Password;
use enroll_domain::profile::Profile;
use enroll_domain::proof::{Proof, Purpose};
use enroll_domain::registration::{self, Attempt, CallbackUrl, Policy, check_password};
use enroll_domain::role::Grantor;
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};

use crate::activation_wishes::{Sent, Wishes};
use crate::birth::{Birth, Person};
use crate::enrollment::Audited;
use crate::newcomer::{Codes, Entrance, Held, Newcomer};
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, LinkError, Tokens, Unavailable, UserView};

/// What is sent with an activation link.
#[derive(Clone)]
pub struct Activate<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The password.
    pub password: ActivationPassword<'a>,
    /// A user name instead of the one that was wished for.
    pub username: Option<&'a str>,
    /// The terms that are accepted. A new password starts a registration of its own, which must accept them anew.
    pub terms_version: Option<&'a str>,
}

impl<'a> Activate<'a> {
    /// What is sent beside the token.
    pub(crate) const fn sent(&self) -> Sent<'a> {
        Sent {
            password: self.password,
            username: self.username,
            terms_version: self.terms_version,
        }
    }
}

impl fmt::Debug for Activate<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Activate(…)")
    }
}

/// The password that is sent with an activation link.
#[derive(Clone, Copy)]
pub enum ActivationPassword<'a> {
    /// The one that was chosen at registration; it picks the attempt.
    Chosen(&'a str),
    /// A new one, which starts a blank profile.
    New(&'a str),
}

impl fmt::Debug for ActivationPassword<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ActivationPassword(…)")
    }
}

/// Somebody is a user now, and signed in.
#[derive(Debug, Clone)]
pub struct Activated {
    /// Who.
    pub user: UserView,
    /// Their tokens.
    pub tokens: Tokens,
    /// Where they asked to go.
    pub callback: Option<CallbackUrl>,
}

/// Why nobody was activated.
#[derive(Debug, thiserror::Error)]
pub enum ActivateError {
    /// The input breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The link is not accepted.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// No open attempt for the address has this password. The link stays good.
    #[error("no open registration has this password")]
    PasswordMismatch,
    /// Somebody has the user name by now. The link stays good.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The invitation was used up, taken back, or its time is over. The link stays good.
    #[error("the invitation is no longer good")]
    NotInvited,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ActivateError);

impl Enrollment {
    /// Makes a user of whoever holds the link and knows the password of an attempt, and ends all attempts for the address.
    ///
    /// # Errors
    /// [`ActivateError`].
    pub async fn activate(&self, call: &Call, activate: Activate<'_>) -> Result<Activated, ActivateError> {
        let proof = self.good_link(call, activate.token, Purpose::Activation).await?;
        self.activate_with(call, proof, activate.sent()).await
    }

    /// The same, once it is known which link was used, and that it is good.
    pub(crate) async fn activate_with(
        &self,
        call: &Call,
        proof: Proof,
        sent: Sent<'_>,
    ) -> Result<Activated, ActivateError> {
        let (tenant, key, now) = (proof.tenant, proof.address.key().clone(), self.now());
        let attempts = self
            .ports
            .store
            .view(move |queries| queries.open_attempts(tenant, &key, now))
            .await?;
        if attempts.is_empty() {
            return Err(LinkError::Expired.into());
        }
        let person = self.person(sent, &proof, attempts).await?;
        // Hashing takes its time; what begins now must not be older than its own beginning.
        let now = self.now();
        let id = self.mint(now).id::<UserId>()?;
        let (attempt, callback) = (person.attempt, person.callback.clone());
        let call = call.within(tenant);
        let audit = self.audit(&call, now, Actor::User(id), Action::Activated)?.about(id);
        let audit = person.codes().into_iter().fold(audit, Audited::coded);
        let wishes = person.wishes.clone();
        let session = self.draft_session(tenant, now)?;
        let birth = Birth {
            newcomer: Newcomer {
                entrance: Entrance::of(wishes.invitation),
                tenant: self.tenant(tenant)?,
                user: person.into_user(id, tenant, now),
                roles: wishes.roles,
                grantor: Grantor::Policy,
                referral: wishes.referral,
                held: Held::Themselves,
                codes: Codes::draw(self.ports.entropy.as_ref())?,
                provision: self.draft_provision(tenant, now)?.towards(wishes.realm),
                audit,
            },
            attempt,
            proof,
            session,
        };
        let written = self
            .ports
            .store
            .atomically::<_, ActivateError>(move |tx| birth.write(tx));
        let user = written.await?;
        let tokens = self.first_tokens(&session, id, user.roles.clone())?;
        Ok(Activated { user, tokens, callback })
    }

    /// Who is to become a user: one of the attempts, or somebody with a blank profile.
    async fn person(&self, sent: Sent<'_>, proof: &Proof, attempts: Vec<Attempt>) -> Result<Person, ActivateError> {
        let Wishes {
            password,
            username,
            terms,
        } = self.read_wishes(&self.tenant(proof.tenant)?.policy, sent, Some(&proof.address))?;
        match sent.password {
            ActivationPassword::Chosen(_) => {
                let person = self.person_of(attempts, password).await?;
                Ok(Person {
                    username: username.or(person.username),
                    terms: terms.or(person.terms),
                    ..person
                })
            }
            ActivationPassword::New(_) => {
                let salt = self.mint(self.now()).salt()?;
                // Whatever else was asked for is left behind; what lets somebody in is used up all the same.
                let invited = registration::Wishes {
                    invitation: attempts.iter().find_map(|attempt| attempt.wishes.invitation),
                    ..registration::Wishes::default()
                };
                Ok(Person {
                    attempt: None,
                    email: proof.address.clone(),
                    username,
                    password: self.ports.hasher.hash(password, salt).await?,
                    external: Vec::new(),
                    profile: Profile::new(),
                    callback: None,
                    terms,
                    wishes: invited,
                })
            }
        }
    }

    /// The newest attempt with this password.
    async fn person_of(&self, attempts: Vec<Attempt>, password: Password) -> Result<Person, ActivateError> {
        let hasher = &self.ports.hasher;
        for attempt in attempts {
            match hasher.verify(password.clone(), attempt.password.clone()).await? {
                Verification::Match(_) => return Ok(Person::from(attempt)),
                Verification::Mismatch => {}
            }
        }
        Err(ActivateError::PasswordMismatch)
    }

    /// Reads a password that somebody chose, under the tenant's policy.
    pub(crate) fn examine_password(
        &self,
        policy: &Policy,
        input: Input,
        text: &str,
        context: &[&str],
    ) -> Result<Password, Rejections> {
        let mut gathered = Gathered::new();
        let password = gathered.take(input, Password::parse(text));
        if let Some(password) = &password {
            let rate = |password: &Password, context: &[&str]| self.rate(password, context);
            check_password(&mut gathered, input, policy, password, context, rate);
        }
        gathered.finish()?;
        password.ok_or_else(|| Rejection::new(input, Rule::Required).into())
    }
}
