//! Load: so many clients, each of which asks again as soon as it is answered.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::Client;
use crate::figures::rate;
use crate::requests::Requests;

/// A load on one server.
#[derive(Clone)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) clients: usize,
    pub(crate) requests: Requests,
    /// The status of a success.
    pub(crate) success: u16,
    /// How long it goes on before anything counts.
    pub(crate) warm: Duration,
    /// How long it counts.
    pub(crate) span: Duration,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Yield {
    /// Successes in all, before and after it counted, too.
    pub(crate) successes: usize,
    /// How long each success took that ended while it counted.
    pub(crate) times: Vec<Duration>,
    /// Other answers while it counted, and requests that were not answered.
    pub(crate) refused: usize,
    /// One of those answers.
    pub(crate) refusal: Option<u16>,
    span: Duration,
}

impl Yield {
    /// Sees that next to nothing was refused: a machine that is busy with something else may be too slow for a few.
    pub(crate) fn see_that_it_was_served(&self) {
        let (refused, served) = (self.refused, self.times.len());
        assert!(
            refused * 100 <= served,
            "{refused} were refused, as with {:?}, while {served} were served",
            self.refusal
        );
    }

    /// Successes in a second.
    pub(crate) fn rate(&self) -> f64 {
        rate(self.times.len(), self.span)
    }
}

impl Load {
    /// Puts the load on, and returns when the last answer is there.
    pub(crate) async fn run(&self) -> Yield {
        let begin = Instant::now() + self.warm;
        let end = begin + self.span;
        let yielded = Arc::new(Mutex::new(Yield {
            span: self.span,
            ..Yield::default()
        }));
        let mut clients = JoinSet::new();
        for _ in 0..self.clients {
            let (load, yielded) = (self.clone(), Arc::clone(&yielded));
            clients.spawn(async move { load.ask_until(begin, end, &yielded).await });
        }
        clients.join_all().await;
        let mut yielded = yielded.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *yielded)
    }

    async fn ask_until(&self, begin: Instant, end: Instant, yielded: &Mutex<Yield>) {
        let mut client = Client::new(self.address);
        while Instant::now() < end {
            let request = (self.requests)();
            let asked = Instant::now();
            let status = client.ask(&request).await;
            let answered = Instant::now();
            let counts = answered >= begin && answered < end;
            let mut yielded = yielded.lock().unwrap_or_else(PoisonError::into_inner);
            let status = status.ok();
            let is_success = status == Some(self.success);
            yielded.successes += usize::from(is_success);
            match (counts, is_success) {
                (true, true) => yielded.times.push(answered - asked),
                (true, false) => {
                    yielded.refused += 1;
                    yielded.refusal = status;
                }
                (false, _) => {}
            }
        }
    }
}
