//! What stands between the application and the store: it writes down which leases were given and what was settled, as of each
//! commit; and, where a control wants it, it breaks a promise of the store on purpose.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use enroll::adapters::memory::every_store_call;
use enroll::domain::Timestamp;
use enroll::domain::audit::AuditRecord;
use enroll::domain::id::{
    AuditId, DepartmentId, InvitationId, MessageId, PackageId, ProofId, SessionId, TagId, TenantId, UserId,
};
use enroll::domain::identifier::{EmailAddress, EmailKey, ExternalId, UsernameKey};
use enroll::domain::invitation::Invitation;
use enroll::domain::membership::{Department, Membership, Package, Tag, Title};
use enroll::domain::password::PasswordHash;
use enroll::domain::profile::Profile;
use enroll::domain::proof::{Proof, Purpose};
use enroll::domain::referral::ReferralCode;
use enroll::domain::registration::{Attempt, MailBudget, Policy, ProvisioningTarget};
use enroll::domain::role::{Grant, Role, RoleName};
use enroll::domain::session::Session;
use enroll::domain::signing_key::SealedKey;
use enroll::domain::tenant::Tenant;
use enroll::domain::user::{ChosenBy, User};
use enroll::ports::repository::*;

use crate::controls::Broken;

/// Something that a commit did to a message.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Claimed {
        id: MessageId,
        fence: u32,
        now: Timestamp,
        until: Timestamp,
    },
    Settled {
        id: MessageId,
        fence: u32,
        over: bool,
    },
}

/// The events of all commits, in their order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Event>>>);

impl Log {
    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written since this was asked last.
    pub(crate) fn news(&self) -> Vec<Event> {
        std::mem::take(&mut self.lock())
    }
}

/// A store that is watched.
pub(crate) struct Watched {
    store: Arc<dyn UnitOfWork>,
    log: Log,
    broken: Broken,
    calls: Arc<AtomicUsize>,
}

impl Watched {
    pub(crate) fn over(store: Arc<dyn UnitOfWork>, log: &Log, broken: Broken) -> Self {
        Self {
            store,
            log: log.clone(),
            broken,
            calls: Arc::default(),
        }
    }
}

#[async_trait]
impl UnitOfWork for Watched {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let written: Log = Log::default();
        let (seen, broken, calls) = (written.clone(), self.broken, Arc::clone(&self.calls));
        let watched: Work = Box::new(move |tx| {
            // It may run more than once; what counts is what it did the last time.
            let _undone = seen.news();
            let mut between = Between {
                inner: tx,
                seen: seen.clone(),
                broken,
                calls: &calls,
            };
            let verdict = work(&mut between)?;
            match (verdict, broken) {
                (Verdict::RollBack, _) => drop(seen.news()),
                (Verdict::Commit, Broken::ForgetsReceipts) => {
                    let later = Timestamp::from_micros(i64::MAX);
                    let _forgotten = tx.remove_receipts(later, usize::MAX)?;
                }
                (Verdict::Commit, Broken::ForgetsCommits) if calls.fetch_add(1, Ordering::SeqCst) % 5 == 4 => {
                    return Ok(Verdict::RollBack);
                }
                (Verdict::Commit, _) => {}
            }
            Ok(verdict)
        });
        self.store.run(watched).await?;
        self.log.lock().extend(written.news());
        Ok(())
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

/// The inside of a unit of work.
struct Between<'a> {
    inner: &'a mut dyn Transaction,
    seen: Log,
    broken: Broken,
    calls: &'a AtomicUsize,
}

impl Queries for Between<'_> {}

impl Transaction for Between<'_> {}

impl Between<'_> {
    fn claimed(&mut self, leased: &[Leased], now: Timestamp, until: Timestamp) {
        self.seen.lock().extend(leased.iter().map(|leased| Event::Claimed {
            id: leased.message.id,
            fence: leased.fence,
            now,
            until,
        }));
    }

    /// Whether a store that forgets messages forgets this one.
    fn forgets(&self) -> bool {
        self.broken == Broken::ForgetsMessages && self.calls.fetch_add(1, Ordering::SeqCst) % 7 == 6
    }

    fn settled(&mut self, leased: &Leased, settlement: &Settlement, at: Timestamp) -> Result<Moved, StoreError> {
        let moved = match self.inner.settle(leased, settlement, at)? {
            Moved::Stale if self.broken == Broken::Fenceless => self.settled_by_anybody(leased, settlement, at)?,
            moved => moved,
        };
        if moved == Moved::Yes {
            let over = !matches!(settlement, Settlement::Retry { .. } | Settlement::Postponed { .. });
            let (id, fence) = (leased.message.id, leased.fence);
            self.seen.lock().push(Event::Settled { id, fence, over });
        }
        Ok(moved)
    }

    /// Settles a message for somebody whose lease is over.
    fn settled_by_anybody(
        &mut self,
        leased: &Leased,
        settlement: &Settlement,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        for later in 1..8 {
            let mut present = leased.clone();
            present.fence += later;
            if self.inner.settle(&present, settlement, at)? == Moved::Yes {
                return Ok(Moved::Yes);
            }
        }
        Ok(Moved::Stale)
    }
}

/// What each call does: most are passed on.
macro_rules! done {
    ($self:ident, claim, $channel:ident, $now:ident, $until:ident, $max:ident) => {{
        let leased = $self.inner.claim($channel, $now, $until, $max)?;
        $self.claimed(&leased, $now, $until);
        Ok(leased)
    }};
    ($self:ident, settle, $leased:ident, $settlement:ident, $at:ident) => {
        $self.settled($leased, $settlement, $at)
    };
    ($self:ident, enqueue, $message:ident) => {
        if $self.forgets() { Ok(()) } else { $self.inner.enqueue($message) }
    };
    ($self:ident, use_proof, $tenant:ident, $id:ident, $at:ident) => {
        match $self.broken {
            Broken::LinksAreGoodTwice => Ok(Moved::Yes),
            _ => $self.inner.use_proof($tenant, $id, $at),
        }
    };
    ($self:ident, end_attempts $(, $given:ident)*) => {
        done!(@ $self, KeepsAttempts, Ok(0), end_attempts $(, $given)*)
    };
    ($self:ident, end_sessions $(, $given:ident)*) => {
        done!(@ $self, KeepsSessions, Ok(0), end_sessions $(, $given)*)
    };
    ($self:ident, revoke_all $(, $given:ident)*) => {
        done!(@ $self, KeepsRoles, Ok(0), revoke_all $(, $given)*)
    };
    ($self:ident, release_identifiers $(, $given:ident)*) => {
        done!(@ $self, KeepsIdentifiers, Ok(0), release_identifiers $(, $given)*)
    };
    ($self:ident, suspend_user $(, $given:ident)*) => {
        done!(@ $self, SuspendsNobody, Ok(Moved::Yes), suspend_user $(, $given)*)
    };
    ($self:ident, change_email $(, $given:ident)*) => {
        done!(@ $self, MovesNobody, Ok(Moved::Yes), change_email $(, $given)*)
    };
    ($self:ident, add_signing_key, $key:ident) => {{
        if $self.broken == Broken::ForgetsKeys {
            let _forgotten = $self.inner.remove_signing_keys($key.made_at)?;
        }
        $self.inner.add_signing_key($key)
    }};
    ($self:ident, active_holders $(, $given:ident)*) => {
        Ok($self.inner.active_holders($($given),*)? + usize::from($self.broken == Broken::SeesAdministrators))
    };
    ($self:ident, spend_code_try $(, $given:ident)*) => {
        match $self.inner.spend_code_try($($given),*)? {
            Spend::Exhausted if $self.broken == Broken::CountsNoTries => Ok(Spend::Granted),
            spend => Ok(spend),
        }
    };
    ($self:ident, open_proofs_to, $tenant:ident, $key:ident, $purpose:ident, $since:ident $(, $given:ident)*) => {{
        let since = if $self.broken == Broken::CodesLast { Timestamp::from_micros(0) } else { $since };
        $self.inner.open_proofs_to($tenant, $key, $purpose, since $(, $given)*)
    }};
    (@ $self:ident, $broken:ident, $answer:expr, $name:ident $(, $given:ident)*) => {
        if $self.broken == Broken::$broken { $answer } else { $self.inner.$name($($given),*) }
    };
    ($self:ident, $name:ident $(, $given:ident)*) => {
        $self.inner.$name($($given),*)
    };
}

macro_rules! watched {
    ($($port:ident { $(fn $name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* })*) => {$(
        impl $port for Between<'_> {
            $(fn $name(&mut self, $($given: $kind),*) -> Result<$answer, StoreError> {
                done!(self, $name $(, $given)*)
            })*
        }
    )*};
}

every_store_call!(watched);
