//! Receipts: a call that is sent again under the same `Idempotency-Key` has one effect, and gets the same answer.
//!
//! The receipt is claimed as the first write of the transaction, so whoever races for the key waits for the winner and then
//! replays its answer. Rejections leave no receipt: the person mends the request and sends it under the same key.

use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_domain::id::UserId;
use enroll_repository::{ReceiptKey, Stop, StoreError, Transaction, Unique};

use crate::{Call, Enrollment, Unavailable};

/// An `Idempotency-Key`: 16 to 255 printable ASCII characters.
#[derive(Clone)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads a key; `None` for anything that is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (16..=255).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }
}

/// Turns an outcome into the bytes that are kept.
type Render<T> = Arc<dyn Fn(&T) -> Vec<u8> + Send + Sync>;

/// Asks for an answer to be kept and given again.
pub struct Receipt<T> {
    key: IdempotencyKey,
    body: Vec<u8>,
    render: Render<T>,
}

impl<T> Receipt<T> {
    /// A receipt for a call under `key` that sent `body`. `render` turns the outcome into the bytes that are given again; it
    /// runs inside the transaction, so it is quick and uses nothing but what it captured.
    pub fn new(key: IdempotencyKey, body: Vec<u8>, render: impl Fn(&T) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self {
            key,
            body,
            render: Arc::new(render),
        }
    }
}

/// The answer to a call that may have been made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipted<T> {
    /// It was made now.
    Fresh(T),
    /// It was made before; this is what was rendered then.
    Replayed(Vec<u8>),
}

/// A receipt, ready to be claimed.
pub(crate) struct Claim<T> {
    key: ReceiptKey,
    body: [u8; 32],
    render: Render<T>,
}

impl<T> Clone for Claim<T> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            body: self.body,
            render: Arc::clone(&self.render),
        }
    }
}

enum Failed<E> {
    Raced,
    Because(E),
}

impl<E: From<StoreError>> From<StoreError> for Failed<E> {
    fn from(error: StoreError) -> Self {
        Self::Because(error.into())
    }
}

impl Enrollment {
    /// Names the receipt of a call. For an anonymous caller the body is part of the key, so nobody can learn from a
    /// conflict what somebody else sent.
    pub(crate) fn claim<T>(
        &self,
        call: &Call,
        use_case: &str,
        caller: Option<UserId>,
        receipt: Option<Receipt<T>>,
    ) -> Option<Claim<T>> {
        let Receipt { key, body, render } = receipt?;
        let mac = |part: &str, bytes: &[u8]| self.ports.signer.receipt_mac(part, bytes);
        let body = mac("body", &body);
        let mut named = key.0.into_bytes();
        let scope = match caller {
            Some(user) => format!("{use_case}:{user}"),
            None => {
                named.extend_from_slice(&body);
                use_case.to_owned()
            }
        };
        Some(Claim {
            key: ReceiptKey {
                tenant: call.tenant(),
                scope,
                key: mac("key", &named),
            },
            body,
            render,
        })
    }

    /// The answer that was given before, if there is one: looked up before the slow work.
    pub(crate) async fn replayed<T>(&self, claim: Option<&Claim<T>>) -> Result<Option<Vec<u8>>, Replay> {
        let Some(claim) = claim else { return Ok(None) };
        let key = claim.key.clone();
        let stored = self.ports.store.view(move |queries| queries.receipt(&key)).await;
        match stored.map_err(|error| Replay::Unavailable(error.into()))? {
            None => Ok(None),
            Some(stored) if stored.body == claim.body => Ok(Some(stored.answer)),
            Some(_) => Err(Replay::KeyReused),
        }
    }

    /// Runs a unit of work at most once per receipt.
    pub(crate) async fn once<T, E>(
        &self,
        claim: Option<Claim<T>>,
        now: Timestamp,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, Stop<E>> + Send + 'static,
    ) -> Result<Receipted<T>, E>
    where
        T: Send + 'static,
        E: From<StoreError> + From<Replay> + Send + 'static,
    {
        let mine = claim.clone();
        let done = self.ports.store.atomically::<T, Failed<E>>(move |tx| {
            if let Some(claim) = &mine {
                match tx.claim_receipt(&claim.key, &claim.body, now) {
                    Err(StoreError::Conflict(Unique::Receipt)) => return Err(Stop::Because(Failed::Raced)),
                    claimed => claimed?,
                }
            }
            let outcome = work(tx).map_err(|stop| match stop {
                Stop::Store(error) => Stop::Store(error),
                Stop::Because(reason) => Stop::Because(Failed::Because(reason)),
            })?;
            if let Some(claim) = &mine {
                // The row was claimed by this very transaction, so it is there.
                let _moved = tx.answer_receipt(&claim.key, &(claim.render)(&outcome))?;
            }
            Ok(outcome)
        });
        match done.await {
            Ok(outcome) => Ok(Receipted::Fresh(outcome)),
            Err(Failed::Because(reason)) => Err(reason),
            Err(Failed::Raced) => match self.replayed(claim.as_ref()).await? {
                Some(answer) => Ok(Receipted::Replayed(answer)),
                None => Err(StoreError::Busy.into()),
            },
        }
    }
}

/// Why an answer could not be given again.
#[derive(Debug)]
pub(crate) enum Replay {
    KeyReused,
    Unavailable(Unavailable),
}

/// Lets `?` turn a failed replay into a use case's error, by its variants `KeyReused` and `Unavailable`.
macro_rules! replay {
    ($error:ty) => {
        impl From<$crate::receipts::Replay> for $error {
            fn from(replay: $crate::receipts::Replay) -> Self {
                match replay {
                    $crate::receipts::Replay::KeyReused => Self::KeyReused,
                    $crate::receipts::Replay::Unavailable(unavailable) => Self::Unavailable(unavailable),
                }
            }
        }
    };
}
pub(crate) use replay;
