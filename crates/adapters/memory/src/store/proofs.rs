//! Proofs.

use std::cmp::Reverse;

use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId, UserId};
use enroll_domain::identifier::EmailKey;
use enroll_domain::proof::{Proof, ProofState, Purpose, Standing, Subject};
use enroll_repository::{Moved, ProofQueries, Proofs, StoreError};

use super::tables::Tables;

impl ProofQueries for Tables {
    fn proof(&mut self, tenant: TenantId, id: ProofId) -> Result<Option<Proof>, StoreError> {
        Ok(self.proofs.rows().get(&(tenant, id)).cloned())
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
        let all = self.proofs.rows().values();
        let mut open: Vec<&Proof> = all
            .filter(|proof| proof.tenant == tenant && proof.address.key() == key && proof.purpose == purpose)
            .filter(|proof| proof.made_at > since && proof.standing(now) == Standing::Good)
            .collect();
        open.sort_by_key(|proof| Reverse((proof.made_at, proof.id)));
        Ok(open.into_iter().take(limit).cloned().collect())
    }
}

impl Proofs for Tables {
    fn add_proof(&mut self, proof: &Proof) -> Result<(), StoreError> {
        self.in_tenant(proof.tenant)?;
        if let Subject::User(user) = proof.subject {
            self.of_user(proof.tenant, user)?;
        }
        self.insert(|tables| &mut tables.proofs, (proof.tenant, proof.id), proof.clone())
    }

    fn use_proof(&mut self, tenant: TenantId, id: ProofId, at: Timestamp) -> Result<Moved, StoreError> {
        let Some(proof) = self.proofs.rows_mut().get_mut(&(tenant, id)) else {
            return Ok(Moved::Stale);
        };
        Ok(match proof.standing(at) {
            Standing::Good => {
                proof.state = ProofState::Used { at };
                Moved::Yes
            }
            Standing::Expired => Moved::Stale,
        })
    }

    fn end_proofs_to(&mut self, tenant: TenantId, key: &EmailKey, at: Timestamp) -> Result<usize, StoreError> {
        Ok(self.end_proofs(at, |proof| proof.tenant == tenant && proof.address.key() == key))
    }

    fn end_proofs_of(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError> {
        Ok(self.end_proofs(at, |proof| {
            proof.tenant == tenant && proof.subject == Subject::User(user)
        }))
    }

    fn end_proofs_for(
        &mut self,
        tenant: TenantId,
        user: UserId,
        purpose: Purpose,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        Ok(self.end_proofs(at, |proof| {
            proof.tenant == tenant && proof.subject == Subject::User(user) && proof.purpose == purpose
        }))
    }

    fn remove_expired_proofs(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.proofs.remove(limit, |proof| proof.expires_at < before))
    }
}

impl Tables {
    fn end_proofs(&mut self, at: Timestamp, which: impl Fn(&Proof) -> bool) -> usize {
        let all = self.proofs.rows_mut().values_mut();
        let open = all.filter(|proof| proof.state == ProofState::Open && which(proof));
        open.map(|proof| proof.state = ProofState::Ended { at }).count()
    }
}
