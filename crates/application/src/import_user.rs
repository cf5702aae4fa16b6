//! Import a user: somebody whom another system knows becomes a user here, with the password that they have, as the operator wants it.

use std::sync::Arc;

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::Admission;
use enroll_domain::role::{Needed, RoleName};
use enroll_domain::tenant::Tenant;
use enroll_domain::user::User;
use enroll_domain::{Gathered, Input, Rejections, Rule};
use enroll_repository::{Queries, Stop, StoreError, Transaction};

use crate::consequences::LinkDraft;
use crate::create_user::referral_of;
use crate::describe::Described;
use crate::enrollment::Audited;
use crate::newcomer::{Codes, Entrance, Held, Newcomer, NotAdmitted, because};
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, FirstCredential, ImportForm, ImportedAddress, Unavailable, UserView};

/// What a hash has to be.
const HASHES: &str = "a hash of Argon2, bcrypt, scrypt or PBKDF2, or one of Django's, that costs no more than is spent on a sign-in here";

/// Whether anything is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// The user is made.
    Write,
    /// Everything is done, and undone again.
    Trial,
}

/// What came of a user who was to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// They were made, or would be.
    Made {
        /// Who.
        user: Box<UserView>,
        /// The roles that were asked for and not given.
        left_out: Vec<RoleName>,
    },
    /// They are here already, and stay as they are.
    Exists(UserId),
}

/// Why no user was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportUserError {
    /// The form breaks rules; [`Input::Password`] stands for the hash.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller is not the operator, or the tenant takes no users at all.
    #[error("the caller may not import users here")]
    Forbidden,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ImportUserError);

/// How the transaction ends that does not commit.
enum Undone {
    Tried(Imported),
    Failed(ImportUserError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Enrollment {
    /// Makes a user of somebody whom another system knows. They are known here already if somebody has their address, or where
    /// they have none one of their external ids, or where they have none of these their user name. Nobody gets a mail but who has
    /// neither a password nor a proved address; they are asked to set a first one.
    ///
    /// # Errors
    /// [`ImportUserError`].
    pub async fn import_user(
        &self,
        caller: &Caller,
        form: &ImportForm,
        mode: ImportMode,
    ) -> Result<Imported, ImportUserError> {
        let tenant = self.tenant(caller.tenant())?;
        let admits = caller.may(Needed::CreateUsers) && tenant.policy.admission != Admission::Closed;
        if caller.view().is_some() || !admits {
            return Err(ImportUserError::Forbidden);
        }
        let (described, referral) = self.examine_import(&tenant, caller, form)?;
        let Described { who, roles, realm, .. } = described;
        let now = self.now();
        let id = self.mint(now).id::<UserId>()?;
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::Imported)?
            .about(id);
        let left_out = roles.left_out.iter().map(|role| format!("left_out:{role}"));
        let entry = Entry {
            newcomer: Newcomer {
                user: form.apply(who.into_user(id, tenant.id, None, now), now),
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
            form: form.clone(),
            left_out: roles.left_out,
            link: self.draft_link(tenant.id, now)?,
        };
        entry.carry_out(self, mode).await
    }

    /// Reads a form, and finds everything in it that breaks a rule which needs no store.
    fn examine_import(
        &self,
        tenant: &Tenant,
        caller: &Caller,
        form: &ImportForm,
    ) -> Result<(Described, Option<ReferralCode>), Rejections> {
        let described = self.describe(tenant, caller, &form.user, FirstCredential::Mail);
        let referral = referral_of(&form.user);
        let mut gathered = Gathered::new();
        gathered.add(described.as_ref().map(|_read| ()).map_err(Clone::clone));
        gathered.add(referral.as_ref().map(|_read| ()).map_err(Clone::clone));
        if form.account.hash().is_some_and(|hash| !self.ports.hasher.takes(&hash)) {
            gathered.reject(Input::Password, Rule::Malformed(HASHES));
        }
        let addressed = form.user.email.as_deref().is_some_and(|text| !text.trim().is_empty());
        if form.address == ImportedAddress::Proved && !addressed {
            gathered.reject(Input::Email, Rule::Required);
        }
        gathered.finish()?;
        Ok((described?, referral?))
    }
}

/// Everything that is written when a user is imported.
struct Entry {
    newcomer: Newcomer,
    form: ImportForm,
    left_out: Vec<RoleName>,
    link: LinkDraft,
}

impl Entry {
    async fn carry_out(self, enrollment: &Enrollment, mode: ImportMode) -> Result<Imported, ImportUserError> {
        let written = enrollment.ports.store.atomically::<Imported, Undone>(move |tx| {
            let imported = self.write(tx).map_err(|stop| match stop {
                Stop::Store(error) => Stop::Store(error),
                Stop::Because(error) => Stop::Because(Undone::Failed(error)),
            })?;
            match mode {
                ImportMode::Write => Ok(imported),
                ImportMode::Trial => Err(Stop::Because(Undone::Tried(imported))),
            }
        });
        match written.await {
            Ok(imported) | Err(Undone::Tried(imported)) => Ok(imported),
            Err(Undone::Failed(error)) => Err(error),
        }
    }

    fn write(&self, tx: &mut dyn Transaction) -> Result<Imported, Stop<ImportUserError>> {
        self.newcomer.lock(tx)?;
        let mut newcomer = self.newcomer.clone();
        if let Some(known) = known(tx, &newcomer.user)? {
            return Ok(Imported::Exists(known.id));
        }
        let found = self
            .form
            .user
            .assignment
            .find(tx, newcomer.tenant.id, &newcomer.user.membership)?;
        newcomer.user.membership = found.map_err(|rejections| Stop::Because(rejections.into()))?;
        let user = newcomer.write(tx).map_err(|stop| because(stop, reason))?;
        if self.form.wants_mail() {
            self.link.mail_first_password(tx, &user)?;
        }
        Ok(Imported::Made {
            user: Box::new(UserView::of(tx, user)?),
            left_out: self.left_out.clone(),
        })
    }
}

/// The user who is here already, by the first of their identifiers.
fn known<Q: Queries + ?Sized>(queries: &mut Q, user: &User) -> Result<Option<User>, StoreError> {
    let (tenant, identifiers) = (user.tenant, &user.identifiers);
    if let Some(email) = &identifiers.email {
        return queries.user_by_email(tenant, email.key());
    }
    for id in &identifiers.external {
        let known = queries.user_by_external(tenant, id)?;
        if known.is_some() {
            return Ok(known);
        }
    }
    match &identifiers.username {
        Some(username) if identifiers.external.is_empty() => queries.user_by_username(tenant, username.key()),
        Some(_) | None => Ok(None),
    }
}

fn reason(not_admitted: NotAdmitted) -> ImportUserError {
    match not_admitted {
        NotAdmitted::Rejected(rejection) => ImportUserError::Rejected(rejection.into()),
        // Nobody needs an invitation whom the operator brings in.
        NotAdmitted::NotInvited => ImportUserError::Forbidden,
    }
}
