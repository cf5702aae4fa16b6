//! Proofs. An open one has neither `used_at` nor `ended_at`; of two that use it, the conditional update picks one.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, EmailKey};
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_repository::{Moved, ProofQueries, Proofs, StoreError};

use crate::columns::{Id, impossible, rows, time};
use crate::conversation::Conversation;
use crate::landing;
use crate::removal::Over;
use crate::schema::proofs;

const EXPIRED: Over = Over {
    table: "proofs",
    key: "tenant_id, id",
    since: "expires_at",
    only: "TRUE",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = proofs, treat_none_as_default_value = false)]
struct ProofRow {
    tenant_id: Id,
    id: Id,
    purpose: String,
    user_id: Option<Id>,
    email: String,
    email_key: String,
    root_key: String,
    made_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
    ended_at: Option<i64>,
    landing: Option<String>,
    landing_when: Option<String>,
}

impl ProofRow {
    fn of(proof: &Proof) -> Self {
        let (used_at, ended_at) = match proof.state {
            ProofState::Open => (None, None),
            ProofState::Used { at } => (Some(at.as_micros()), None),
            ProofState::Ended { at } => (None, Some(at.as_micros())),
        };
        let (landing, landing_when) = landing::columns(proof.landing.as_ref());
        Self {
            tenant_id: Id::of(proof.tenant),
            id: Id::of(proof.id),
            purpose: proof.purpose.code().to_owned(),
            user_id: match proof.subject {
                Subject::Address => None,
                Subject::User(user) => Some(Id::of(user)),
            },
            email: proof.address.as_str().to_owned(),
            email_key: proof.address.key().as_str().to_owned(),
            root_key: proof.key.as_str().to_owned(),
            made_at: proof.made_at.as_micros(),
            expires_at: proof.expires_at.as_micros(),
            used_at,
            ended_at,
            landing,
            landing_when,
        }
    }

    fn proof(self) -> Result<Proof, StoreError> {
        Ok(Proof {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            purpose: Purpose::from_code(&self.purpose).ok_or_else(|| impossible("proofs.purpose"))?,
            subject: self.user_id.map_or(Subject::Address, |user| Subject::User(user.to())),
            address: EmailAddress::from_stored(self.email, self.email_key),
            landing: landing::landing(self.landing, self.landing_when, "proofs.landing")?,
            key: RootKeyId::new(self.root_key),
            made_at: Timestamp::from_micros(self.made_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            state: match (time(self.used_at), time(self.ended_at)) {
                (None, None) => ProofState::Open,
                (Some(at), None) => ProofState::Used { at },
                (None, Some(at)) => ProofState::Ended { at },
                (Some(_), Some(_)) => return Err(impossible("proofs.used_at")),
            },
        })
    }
}

/// The open proofs of a tenant.
#[diesel::dsl::auto_type]
fn open(tenant: TenantId) -> _ {
    let tenant: Id = Id::of(tenant);
    proofs::table
        .filter(proofs::tenant_id.eq(tenant))
        .filter(proofs::used_at.is_null())
        .filter(proofs::ended_at.is_null())
}

impl ProofQueries for Conversation<'_> {
    fn proof(&mut self, tenant: TenantId, id: ProofId) -> Result<Option<Proof>, StoreError> {
        let row = proofs::table
            .find((Id::of(tenant), Id::of(id)))
            .select(ProofRow::as_select());
        self.ask(|conn| row.get_result(conn).optional())?
            .map(ProofRow::proof)
            .transpose()
    }

    fn open_proofs_to(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        purpose: Purpose,
        since: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Proof>, StoreError> {
        let good = open(tenant)
            .filter(proofs::email_key.eq(key.as_str()))
            .filter(proofs::purpose.eq(purpose.code()))
            .filter(proofs::made_at.gt(since.as_micros()))
            .filter(proofs::expires_at.gt(now.as_micros()))
            .order((proofs::made_at.desc(), proofs::id.desc()))
            .limit(rows(limit))
            .select(ProofRow::as_select());
        self.ask(|conn| good.load(conn))?
            .into_iter()
            .map(ProofRow::proof)
            .collect()
    }
}

impl Proofs for Conversation<'_> {
    fn add_proof(&mut self, proof: &Proof) -> Result<(), StoreError> {
        let row = ProofRow::of(proof);
        self.ask(|conn| diesel::insert_into(proofs::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn use_proof(&mut self, tenant: TenantId, id: ProofId, at: Timestamp) -> Result<Moved, StoreError> {
        let good = open(tenant)
            .filter(proofs::id.eq(Id::of(id)))
            .filter(proofs::expires_at.gt(at.as_micros()));
        self.ask(|conn| {
            diesel::update(good)
                .set(proofs::used_at.eq(at.as_micros()))
                .execute(conn)
        })
        .map(Moved::of)
    }

    fn end_proofs_to(&mut self, tenant: TenantId, key: &EmailKey, at: Timestamp) -> Result<usize, StoreError> {
        let mailed = open(tenant).filter(proofs::email_key.eq(key.as_str()));
        self.ask(|conn| {
            diesel::update(mailed)
                .set(proofs::ended_at.eq(at.as_micros()))
                .execute(conn)
        })
    }

    fn end_proofs_of(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError> {
        let theirs = open(tenant).filter(proofs::user_id.eq(Id::of(user)));
        self.ask(|conn| {
            diesel::update(theirs)
                .set(proofs::ended_at.eq(at.as_micros()))
                .execute(conn)
        })
    }

    fn end_proofs_for(
        &mut self,
        tenant: TenantId,
        user: UserId,
        purpose: Purpose,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let theirs = open(tenant)
            .filter(proofs::user_id.eq(Id::of(user)))
            .filter(proofs::purpose.eq(purpose.code()));
        self.ask(|conn| {
            diesel::update(theirs)
                .set(proofs::ended_at.eq(at.as_micros()))
                .execute(conn)
        })
    }

    fn remove_expired_proofs(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&EXPIRED, before, limit)
    }
}
