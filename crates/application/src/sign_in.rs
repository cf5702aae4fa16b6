//! Sign in: a name and a password become a session. Every refusal is the same, and costs the same hash.

use enroll_credentials::{Rehash, Verification};
use enroll_domain::audit::{Action, Actor};
use enroll_domain::identifier::SignInName;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::registration::{Ask, Disclosure, Reply};
use enroll_domain::user::{ChosenBy, State, User};
use enroll_domain::{Gathered, Input, Rejections, Rule};
use enroll_repository::{Moved, StoreError};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Tokens, Unavailable, UserView};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A name or a password is missing.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// Nobody active has this name and this password. Which of them is wrong is nobody's business.
    #[error("name or password is wrong")]
    Refused,
    /// The password is right, and the link in the mail was not used yet.
    #[error("the address is not confirmed yet")]
    Unconfirmed,
    /// The password is right, and somebody else chose it: a mail asks to change it.
    #[error("the password has to be changed first")]
    MustChangePassword,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(SignInError);

/// Whether a password that an administrator chose signs its user in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedPassword {
    /// It does not: a mail asks the user to choose one of their own.
    Refused,
    /// It does, for a contract that cannot say anything else.
    Accepted,
}

/// Somebody whose password was seen to be right, with the hash it was compared with.
struct Verified {
    user: User,
    hash: PasswordHash,
    rehash: Option<PasswordHash>,
}

impl Enrollment {
    /// Opens a session for the active user of this name, which is an address or a user name.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(
        &self,
        call: &Call,
        name: Option<&str>,
        password: Option<&str>,
        handed: HandedPassword,
    ) -> Result<Tokens, SignInError> {
        let (name, password) = both(name, password)?;
        // The password may have been changed, or the user shut out, while the hash was computed; or another sign-in has hashed
        // the same password anew. What is there by then is read and compared once more; if that is over by then, too, the password
        // was right both times, and others hash it anew faster than it can be compared.
        for _ in 0..2 {
            let verified = self.verify(call, name, password).await?;
            if verified.user.chosen_by == ChosenBy::Administrator && handed == HandedPassword::Refused {
                self.ask_to_change(call, verified.user).await?;
                return Err(SignInError::MustChangePassword);
            }
            if let Some(tokens) = self.open_session(call, verified).await? {
                return Ok(tokens);
            }
        }
        Err(SignInError::Unavailable(StoreError::Busy.into()))
    }

    /// Mails somebody a link to choose a password of their own, unless they have no address to mail it to.
    async fn ask_to_change(&self, call: &Call, user: User) -> Result<(), SignInError> {
        let now = self.now();
        let Some(address) = user.identifiers.email.clone() else {
            return Ok(());
        };
        let link = self.draft_link(user.tenant, now)?;
        let audit = self.audit(call, now, Actor::User(user.id), Action::ResetRequested)?;
        let audit = audit.about(user.id);
        let written = self.ports.store.atomically::<(), SignInError>(move |tx| {
            tx.lock_address(user.tenant, address.key())?;
            // Nobody is mailed at an address that they had until a moment ago.
            if tx.user_by_email(user.tenant, address.key())?.map(|holder| holder.id) != Some(user.id) {
                return Ok(());
            }
            link.carry_out(tx, Ask::Reset, Reply::ResetMail(user.id), Some(&user), None)?;
            Ok(tx.record(&audit)?)
        });
        written.await
    }

    /// Opens a session; `None` if the hash that was compared with is not the present one any more.
    async fn open_session(&self, call: &Call, verified: Verified) -> Result<Option<Tokens>, SignInError> {
        let (now, user_tenant) = (self.now(), verified.user.tenant);
        let session = self.draft_session(user_tenant, now)?;
        let Verified { user, hash, rehash } = verified;
        // The new hash goes where the old one could not: an identity provider reads ours, and not those of other systems.
        let provision = match &rehash {
            Some(_) => Some(self.draft_provision(user_tenant, now)?),
            None => None,
        };
        let audit = self
            .audit(call, now, Actor::User(user.id), Action::SignedIn)?
            .about(user.id);
        let (tenant, id) = (user.tenant, user.id);
        let written = self.ports.store.atomically::<_, SignInError>(move |tx| {
            let moved = tx.replace_password(tenant, id, &hash, rehash.as_ref().unwrap_or(&hash))?;
            if moved == Moved::Stale {
                return Ok(None);
            }
            tx.add_session(&session.of(id))?;
            if let Some(provision) = &provision {
                provision.want(tx, id)?;
            }
            tx.record(&audit)?;
            Ok(UserView::read(tx, tenant, id)?.map(|view| view.roles))
        });
        Ok(match written.await? {
            Some(roles) => Some(self.first_tokens(&session, id, roles)?),
            None => None,
        })
    }

    async fn verify(&self, call: &Call, name: &str, password: &str) -> Result<Verified, SignInError> {
        // A text that no password can be is compared as well: refusing it sooner would tell nothing, but cost less.
        let (password, readable) = match Password::parse(password) {
            Ok(password) => (password, true),
            Err(_) => (Password::parse("-").map_err(|_unparsed| SignInError::Refused)?, false),
        };
        let user = self.user_named(call, name).await?.filter(|_| readable);
        let Some((user, hash)) = user.and_then(with_password) else {
            self.ports.hasher.verify_absent(password).await?;
            return Err(SignInError::Refused);
        };
        let rehash = match self.ports.hasher.verify(password.clone(), hash.clone()).await? {
            Verification::Mismatch => return Err(SignInError::Refused),
            Verification::Match(Rehash::No) => None,
            Verification::Match(Rehash::Due) => {
                let salt = self.mint(self.now()).salt()?;
                Some(self.ports.hasher.hash(password, salt).await?)
            }
        };
        match user.state {
            State::Active { .. } => Ok(Verified { user, hash, rehash }),
            State::Pending { .. } => match self.tenant(user.tenant)?.policy.disclosure {
                Disclosure::Open => Err(SignInError::Unconfirmed),
                Disclosure::Private => Err(SignInError::Refused),
            },
            State::Suspended { .. } | State::Closed { .. } => Err(SignInError::Refused),
        }
    }

    async fn user_named(&self, call: &Call, name: &str) -> Result<Option<User>, SignInError> {
        let tenant = call.tenant();
        let Ok(name) = SignInName::parse(name) else {
            return Ok(None);
        };
        let user = self.ports.store.view(move |queries| match &name {
            SignInName::Email(email) => queries.user_by_email(tenant, email.key()),
            SignInName::Username(username) => queries.user_by_username(tenant, username.key()),
        });
        Ok(user.await?)
    }
}

pub(crate) fn both<'a>(name: Option<&'a str>, password: Option<&'a str>) -> Result<(&'a str, &'a str), Rejections> {
    let mut gathered = Gathered::new();
    let name = gathered.take(
        Input::Identifier,
        name.filter(|text| !text.is_empty()).ok_or(Rule::Required),
    );
    let password = gathered.take(
        Input::Password,
        password.filter(|text| !text.is_empty()).ok_or(Rule::Required),
    );
    gathered.finish()?;
    Ok((name.unwrap_or_default(), password.unwrap_or_default()))
}

/// A user who is active, or will be once they use a link, with the hash of their password.
fn with_password(user: User) -> Option<(User, PasswordHash)> {
    match &user.state {
        State::Active { password, .. }
        | State::Pending {
            password: Some(password),
        } => {
            let hash = password.clone();
            Some((user, hash))
        }
        State::Pending { password: None } | State::Suspended { .. } | State::Closed { .. } => None,
    }
}
