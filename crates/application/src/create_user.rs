//! Create a user, as an administrator or the operator.

use std::fmt;
use std::sync::Arc;

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::profile::Field;
use enroll_domain::proof::{Purpose, Subject};
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::Admission;
use enroll_domain::role::{Needed, RoleName, within_ceiling};
use enroll_domain::{Input, Rejection, Rejections, Rule};
use enroll_repository::{Stop, Transaction};

use crate::acting::{Acting, Holding};
use crate::assignment::AssignmentForm;
use crate::consequences::LinkDraft;
use crate::describe::Described;
use crate::enrollment::Audited;
use crate::newcomer::{Codes, Entrance, Held, Newcomer, NotAdmitted, because};
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
    /// Ids of other systems: name space and value.
    pub external_ids: Vec<(String, String)>,
    /// Roles beside the tenant's default ones.
    pub roles: Vec<String>,
    /// Department, section and tags.
    pub assignment: AssignmentForm,
    /// The code of the user who invited them.
    pub referral_code: Option<String>,
    /// The identity provider in which the user is to exist; the tenant's usual one where it is not named.
    pub realm: Option<String>,
}

impl fmt::Debug for NewUserForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("NewUserForm(…)")
    }
}

/// How the new user comes to a password.
#[derive(Clone, Copy)]
pub enum FirstCredential<'a> {
    /// A mail asks them to set one, unless the tenant wants no such mails, or they have no address.
    Mail,
    /// The caller hands them the link in some other way.
    Link,
    /// It is this one, and the account is active at once; the address stays unproved. An administrator may choose it only where the
    /// policy lets them, and the user has to change it.
    Password(&'a str),
}

/// A user was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Created {
    /// Who.
    pub user: UserView,
    /// The roles that were asked for and not given.
    pub left_out: Vec<RoleName>,
    /// The link with which they set a first password, where [`FirstCredential::Link`] asked for it. A secret.
    pub link: Option<String>,
}

impl fmt::Debug for Created {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Created")
            .field("user", &self.user)
            .field("left_out", &self.left_out)
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
        self.may_create_users(caller)?;
        let tenant = self.tenant(caller.tenant())?;
        let described = self.describe(&tenant, caller, form, credential)?;
        let referral = referral_of(form)?;
        let call = caller.call();
        let claim = self.claim(&call, "admin/users", caller.user_id(), receipt);
        if let Some(answer) = self.replayed(claim.as_ref()).await? {
            return Ok(Receipted::Replayed(answer));
        }
        let Described {
            who,
            roles,
            password,
            realm,
        } = described;
        let password = match password {
            Some(password) => Some(self.hash_new(password).await?),
            None => None,
        };
        let now = self.now();
        let id = self.mint(now).id::<UserId>()?;
        let left_out = roles.left_out.iter().map(|role| format!("left_out:{role}"));
        let audit = self.audit(&call, now, caller.actor(), Action::Created)?.about(id);
        let entry = Entry {
            maker: Acting::of(caller, &tenant),
            newcomer: Newcomer {
                user: who.into_user(id, tenant.id, password, now),
                roles: roles.granted,
                grantor: caller.grantor(),
                referral,
                entrance: Entrance::Free,
                held: Held::Themselves,
                codes: Codes::draw(self.ports.entropy.as_ref())?,
                provision: self.draft_provision(tenant.id, now)?.towards(realm),
                audit: left_out.fold(audit, Audited::coded),
                tenant: Arc::clone(&tenant),
            },
            assignment: form.assignment.clone(),
            left_out: roles.left_out,
            link: self.draft_link(tenant.id, now)?,
            invite: Invite::by(credential),
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
        let admission = self.tenant(caller.tenant())?.policy.admission;
        if caller.may(Needed::CreateUsers) && admission != Admission::Closed {
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

/// The code of whoever invited the user who is to be made.
pub(crate) fn referral_of(form: &NewUserForm) -> Result<Option<ReferralCode>, Rejections> {
    let given = form.referral_code.as_deref().filter(|text| !text.trim().is_empty());
    let read = given.map(ReferralCode::parse).transpose();
    read.map_err(|_malformed| Rejection::new(Input::ReferralCode, Rule::Unknown).into())
}

/// Everything that is written when a user is made.
struct Entry {
    maker: Acting,
    newcomer: Newcomer,
    assignment: AssignmentForm,
    left_out: Vec<RoleName>,
    link: LinkDraft,
    invite: Invite,
}

impl Entry {
    fn write(&self, tx: &mut dyn Transaction, enrollment: &Enrollment) -> Result<Created, Stop<CreateUserError>> {
        self.newcomer.lock(tx)?;
        self.still_may(tx)?;
        let mut newcomer = self.newcomer.clone();
        let tenant = newcomer.tenant.id;
        let found = self.assignment.find(tx, tenant, &newcomer.user.membership)?;
        newcomer.user.membership = found.map_err(|rejections| Stop::Because(rejections.into()))?;
        let user = newcomer.write(tx).map_err(|stop| because(stop, reason))?;
        let link = match (self.invite, &user.identifiers.email) {
            (Invite::No, _) | (Invite::Link, None) => None,
            (Invite::Mail, _) => {
                self.link.mail_first_password(tx, &user)?;
                None
            }
            (Invite::Link, Some(address)) => {
                let proof = self
                    .link
                    .prove(tx, Purpose::HandedFirstPassword, Subject::User(user.id), address)?;
                let url = enrollment.link_url(&proof);
                Some(url.map_err(|error| Stop::Because(CreateUserError::Unavailable(error.into())))?)
            }
        };
        Ok(Created {
            user: UserView::of(tx, user)?,
            left_out: self.left_out.clone(),
            link,
        })
    }

    /// Sees that the caller may still do what they could when they called.
    fn still_may(&self, tx: &mut dyn Transaction) -> Result<(), Stop<CreateUserError>> {
        let Holding { authority, roles } = self.maker.now(tx)?;
        if !authority.allows(Needed::CreateUsers) {
            return Err(Stop::Because(CreateUserError::Forbidden));
        }
        for role in &self.newcomer.roles {
            let refused = |refusal| Stop::Because(CreateUserError::Rejected(Rejection::from(refusal).into()));
            within_ceiling(&roles, &authority, role).map_err(refused)?;
        }
        Ok(())
    }
}

fn reason(not_admitted: NotAdmitted) -> CreateUserError {
    match not_admitted {
        NotAdmitted::Rejected(rejection) => CreateUserError::Rejected(rejection.into()),
        // Nobody needs an invitation whom an administrator makes.
        NotAdmitted::NotInvited => CreateUserError::Forbidden,
    }
}
