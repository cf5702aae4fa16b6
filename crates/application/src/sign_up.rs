//! Sign up: where identifiers are claimed at registration, whoever registers is a user at once.
//!
//! A tenant that keeps to itself who is known answers for a known address as for a new one, from the request alone: nothing is
//! made, and only the owner of the address gets a mail.

use std::sync::Arc;

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::UserId;
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::registration::{
    Ask, Beginning, Disclosure, Holder, OpenAttempts, RegistrationRequest, TermsVersion, Wishes,
};
use enroll_domain::role::{Grantor, RoleName};
use enroll_domain::tenant::Tenant;
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll_domain::{Input, Rejection, Rejections, Rule, Timestamp};
use enroll_repository::{BudgetClass, Stop, Transaction};

use crate::consequences::LinkDraft;
use crate::enrollment::Audited;
use crate::newcomer::{Codes, Entrance, Held, Newcomer, NotAdmitted, because};
use crate::receipts::Claim;
use crate::register::{RegisterError, Registered};
use crate::{Call, Enrollment, Receipted, UserView};

/// Somebody who is a user from registration on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedUp {
    /// Who, as they are now. Where the tenant keeps to itself who is known, this may be nobody who exists.
    pub user: UserView,
    /// The roles that were asked for and not given.
    pub left_out: Vec<RoleName>,
    /// Whether the tenant lets people see this at all; where it does not, a driver that can do without shows none of it.
    pub disclosure: Disclosure,
}

impl Enrollment {
    /// Makes a user of whoever registers.
    pub(crate) async fn sign_up(
        &self,
        call: &Call,
        tenant: Arc<Tenant>,
        request: RegistrationRequest,
        beginning: Beginning,
        held: Held,
        claim: Option<Claim<Registered>>,
    ) -> Result<Receipted<Registered>, RegisterError> {
        let RegistrationRequest {
            email,
            password,
            username,
            external,
            profile,
            landing,
            terms,
            wishes,
        } = request;
        let salt = self.mint(self.now()).salt()?;
        let password = self.ports.hasher.hash(password, salt).await?;
        let now = self.now();
        let id: UserId = self.mint(now).id()?;
        let user = User {
            id,
            tenant: tenant.id,
            created_at: now,
            identifiers: Identifiers {
                email,
                email_proof: EmailProof::Unproved,
                username,
                external,
            },
            profile,
            membership: Membership::default(),
            chosen_by: ChosenBy::Owner,
            state: begin(beginning, password, now),
        };
        let audit = self.audit(call, now, Actor::Anybody, Action::SignedUp)?.about(id);
        let audit = codes(terms.as_ref(), &wishes).into_iter().fold(audit, Audited::coded);
        let signing = SigningUp {
            link: self.draft_link(tenant.id, now)?.landing_at(landing),
            beginning,
            left_out: wishes.roles_left_out,
            refused: self.audit(call, now, Actor::Anybody, Action::Registered)?,
            newcomer: Newcomer {
                user,
                roles: wishes.roles,
                grantor: Grantor::Policy,
                referral: wishes.referral,
                entrance: Entrance::of(wishes.invitation),
                held,
                codes: Codes::draw(self.ports.entropy.as_ref())?,
                provision: self.draft_provision(tenant.id, now)?.towards(wishes.realm),
                audit,
                tenant,
            },
        };
        self.once(claim, now, move |tx| signing.write(tx)).await
    }
}

/// What the audit says of what was accepted, and of what was asked for and not given.
fn codes(terms: Option<&TermsVersion>, wishes: &Wishes) -> Vec<String> {
    let accepted = terms.map(|terms| format!("terms:{}", terms.as_str()));
    let left_out = wishes.roles_left_out.iter().map(|role| format!("left_out:{role}"));
    accepted.into_iter().chain(left_out).collect()
}

/// The state in which a user begins who chose this password.
fn begin(beginning: Beginning, password: PasswordHash, now: Timestamp) -> State {
    match beginning {
        Beginning::Active => State::Active { password, since: now },
        Beginning::Pending => State::Pending {
            password: Some(password),
        },
    }
}

/// Everything that is written when somebody signs up.
struct SigningUp {
    newcomer: Newcomer,
    link: LinkDraft,
    beginning: Beginning,
    left_out: Vec<RoleName>,
    refused: AuditRecord,
}

impl SigningUp {
    fn write(&self, tx: &mut dyn Transaction) -> Result<Registered, Stop<RegisterError>> {
        self.newcomer.lock(tx)?;
        if self.newcomer.tenant.policy.disclosure == Disclosure::Private
            && let Some(answer) = self.known(tx)?
        {
            return Ok(answer);
        }
        let user = self.newcomer.write(tx).map_err(|stop| because(stop, reason))?;
        match self.beginning {
            Beginning::Active => {}
            Beginning::Pending => self.link.mail_confirmation(tx, &user, BudgetClass::Registration)?,
        }
        Ok(self.answer(UserView::of(tx, user)?))
    }

    /// What is answered for an address that somebody has, where nobody is to learn of that; `None` if nobody has it.
    fn known(&self, tx: &mut dyn Transaction) -> Result<Option<Registered>, Stop<RegisterError>> {
        let user = &self.newcomer.user;
        let Some(address) = &user.identifiers.email else {
            return Ok(None);
        };
        let known = tx.user_by_email(user.tenant, address.key())?;
        let holder = Holder::of(known.as_ref());
        if holder == Holder::Nobody {
            return Ok(None);
        }
        self.claims_are_free(tx, known.as_ref())?;
        let reply = Ask::Registration.reply(holder, OpenAttempts::None);
        self.link
            .carry_out(tx, Ask::Registration, reply, known.as_ref(), None)?;
        tx.record(&self.refused.clone().coded(holder.code()))?;
        let roles = self
            .newcomer
            .tenant
            .policy
            .default_roles
            .iter()
            .chain(&self.newcomer.roles);
        let mut roles: Vec<_> = roles.cloned().collect();
        roles.sort();
        roles.dedup();
        let mut user = user.clone();
        self.newcomer
            .fill(tx, &mut user)
            .map_err(|stop| because(stop, reason))?;
        Ok(Some(self.answer(UserView::holding(tx, user, roles)?)))
    }

    /// User names and external ids that somebody else has are told of, whoever has the address.
    fn claims_are_free(&self, tx: &mut dyn Transaction, owner: Option<&User>) -> Result<(), Stop<RegisterError>> {
        let another = |found: Option<User>| found.is_some_and(|found| owner.is_none_or(|owner| owner.id != found.id));
        let user = &self.newcomer.user;
        let taken = |input| Stop::Because(RegisterError::Rejected(Rejection::new(input, Rule::Taken).into()));
        if let Some(name) = &user.identifiers.username
            && another(tx.user_by_username(user.tenant, name.key())?)
        {
            return Err(taken(Input::Username));
        }
        for id in &user.identifiers.external {
            if another(tx.user_by_external(user.tenant, id)?) {
                return Err(taken(Input::ExternalId));
            }
        }
        Ok(())
    }

    fn answer(&self, user: UserView) -> Registered {
        Registered::SignedUp(Box::new(SignedUp {
            user,
            left_out: self.left_out.clone(),
            disclosure: self.newcomer.tenant.policy.disclosure,
        }))
    }
}

fn reason(not_admitted: NotAdmitted) -> RegisterError {
    match not_admitted {
        NotAdmitted::Rejected(rejection) => RegisterError::Rejected(Rejections::from(rejection)),
        NotAdmitted::NotInvited => RegisterError::NotInvited,
    }
}
