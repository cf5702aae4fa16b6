//! Create a user, as an administrator or the operator.

use std::fmt;

use enroll_domain::audit::{Action, AuditRecord};
use enroll_domain::id::UserId;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::profile::Field;
use enroll_domain::proof::{Purpose, Subject};
use enroll_domain::registration::Admission;
use enroll_domain::role::{Grant, Needed, RoleName};
use enroll_domain::user::User;
use enroll_domain::{Input, Rejection, Rejections, Rule};
use enroll_repository::{Stop, StoreError, Transaction, Unique};

use crate::consequences::{LinkDraft, ProvisionDraft, end_attempts_for, grant_defaults};
use crate::describe::Described;
use crate::enrollment::Audited;
use crate::receipts::replay;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Receipt, Receipted, Unavailable, UserView};

/// A user, as an administrator describes them. An absent, or empty, text stands for an absent input.
#[derive(Clone, Default)]
pub struct NewUserForm {
    /// The address.
    pub email: Option<String>,
    /// The user name.
    pub username: Option<String>,
    /// The fields of the profile.
    pub profile: Vec<(Field, String)>,
    /// Roles beside the tenant's default ones.
    pub roles: Vec<String>,
}

impl fmt::Debug for NewUserForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("NewUserForm(…)")
    }
}

/// How the new user comes to a password.
#[derive(Clone, Copy)]
pub enum FirstCredential<'a> {
    /// A mail asks them to set one.
    Mail,
    /// The caller hands them the link in some other way.
    Link,
    /// It is this one, and the account is active at once; the address stays unproved.
    Password(&'a str),
}

/// A user was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Created {
    /// Who.
    pub user: UserView,
    /// The link with which they set a first password, where [`FirstCredential::Link`] asked for it. A secret.
    pub link: Option<String>,
}

impl fmt::Debug for Created {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Created")
            .field("user", &self.user)
            .field("link", &self.link.as_ref().map(|_secret| "…"))
            .finish()
    }
}

/// Why no user was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// The form breaks rules; somebody having the address or the user name is one ([`Rule::Taken`]).
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller lacks `user.create`, or the tenant takes no users at all.
    #[error("the caller may not create users here")]
    Forbidden,
    /// The same caller used the idempotency key with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(CreateUserError);
replay!(CreateUserError);

impl Enrollment {
    /// Makes a user. Needs `user.create`, and for every role that is asked for `role.grant` and all that the role allows.
    ///
    /// # Errors
    /// [`CreateUserError`].
    pub async fn create_user(
        &self,
        caller: &Caller,
        form: &NewUserForm,
        credential: FirstCredential<'_>,
        receipt: Option<Receipt<Created>>,
    ) -> Result<Receipted<Created>, CreateUserError> {
        let policy = &self.tenant().policy;
        self.may_create_users(caller)?;
        let described = self.describe(caller, form, credential)?;
        let call = caller.call();
        let claim = self.claim(&call, "admin/users", caller.user_id(), receipt);
        if let Some(answer) = self.replayed(claim.as_ref()).await? {
            return Ok(Receipted::Replayed(answer));
        }
        let Described { who, roles, password } = described;
        let password = match password {
            Some(password) => Some(self.hash_new(password).await?),
            None => None,
        };
        let now = self.now();
        let id = self.mint(now).id::<UserId>()?;
        let grant = |role| Grant {
            user: id,
            role,
            grantor: caller.grantor(),
            at: now,
        };
        let entry = Entry {
            user: who.into_user(id, call.tenant, password, now),
            grants: roles.into_iter().map(grant).collect(),
            defaults: policy.default_roles.clone(),
            link: self.draft_link(&call, now)?,
            invite: Invite::by(credential),
            provision: self.draft_provision(call.tenant, now)?,
            audit: self.audit(&call, now, caller.actor(), Action::Created)?.about(id),
        };
        let enrollment = self.clone();
        self.once(claim, now, move |tx| entry.write(tx, &enrollment)).await
    }

    /// Whether a caller may make users at all. For drivers that look at what was sent before they ask for the use case, so that
    /// nobody else learns what is wrong with it.
    ///
    /// # Errors
    /// [`CreateUserError::Forbidden`].
    pub fn may_create_users(&self, caller: &Caller) -> Result<(), CreateUserError> {
        if caller.may(Needed::CreateUsers) && self.tenant().policy.admission != Admission::Closed {
            Ok(())
        } else {
            Err(CreateUserError::Forbidden)
        }
    }

    async fn hash_new(&self, password: Password) -> Result<PasswordHash, Unavailable> {
        Ok(self.ports.hasher.hash(password, self.mint(self.now()).salt()?).await?)
    }
}

#[derive(Clone, Copy)]
enum Invite {
    Mail,
    Link,
    No,
}

impl Invite {
    const fn by(credential: FirstCredential<'_>) -> Self {
        match credential {
            FirstCredential::Mail => Self::Mail,
            FirstCredential::Link => Self::Link,
            FirstCredential::Password(_) => Self::No,
        }
    }
}

/// Everything that is written when a user is made.
struct Entry {
    user: User,
    grants: Vec<Grant>,
    defaults: Vec<RoleName>,
    link: LinkDraft,
    invite: Invite,
    provision: ProvisionDraft,
    audit: AuditRecord,
}

impl Entry {
    fn write(&self, tx: &mut dyn Transaction, enrollment: &Enrollment) -> Result<Created, Stop<CreateUserError>> {
        let (user, at) = (&self.user, self.audit.at);
        let (tenant, address) = (user.tenant, &user.identifiers.email);
        tx.lock_address(tenant, address.key())?;
        let taken = |input| Stop::Because(CreateUserError::Rejected(Rejection::new(input, Rule::Taken).into()));
        match tx.add_user(user) {
            Err(StoreError::Conflict(Unique::Email)) => return Err(taken(Input::Email)),
            Err(StoreError::Conflict(Unique::Username)) => return Err(taken(Input::Username)),
            added => added?,
        }
        grant_defaults(tx, tenant, user.id, &self.defaults, at)?;
        for grant in &self.grants {
            let _given_before = tx.grant(tenant, grant)?;
        }
        end_attempts_for(tx, tenant, address, at)?;
        let link = match self.invite {
            Invite::No => None,
            Invite::Mail => {
                self.link.mail_first_password(tx, user)?;
                None
            }
            Invite::Link => {
                let proof = self
                    .link
                    .prove(tx, Purpose::HandedFirstPassword, Subject::User(user.id), address)?;
                let url = enrollment.link_url(&proof);
                Some(url.map_err(|error| Stop::Because(CreateUserError::Unavailable(error.into())))?)
            }
        };
        self.provision.want(tx, user.id)?;
        let roles = self.grants.iter().fold(self.audit.clone(), |audit, grant| {
            audit.coded(format!("role:{}", grant.role))
        });
        tx.record(&roles)?;
        Ok(Created {
            user: UserView::of(tx, user.clone())?,
            link,
        })
    }
}
