//! What is under way: futures that are polled one at a time, in the order that chance has it, without any runtime.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use enroll::Step;

use crate::answer::Answer;

/// Something under way on a server.
pub(crate) struct Flight {
    pub(crate) server: usize,
    pub(crate) job: Job,
    future: Pin<Box<dyn Future<Output = Landed>>>,
    woken: Arc<Flag>,
}

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// A call, by its place in the book.
    Call(usize),
    /// A step of this relay.
    Lane(usize),
    Housekeeping,
    Reload,
    Prepare,
}

/// What came of it.
pub(crate) enum Landed {
    Answer(Box<Answer>),
    Stepped(Option<Step>),
    /// Whether it was done.
    Ended(bool),
}

/// Whether somebody may be polled.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Flight {
    pub(crate) fn new(server: usize, job: Job, future: impl Future<Output = Landed> + 'static) -> Self {
        Self {
            server,
            job,
            future: Box::pin(future),
            woken: Arc::new(Flag(AtomicBool::new(true))),
        }
    }

    /// Whether it may go on.
    pub(crate) fn is_woken(&self) -> bool {
        self.woken.0.load(Ordering::SeqCst)
    }

    /// Lets it go on to where it waits next.
    pub(crate) fn poll(&mut self) -> Option<Landed> {
        self.woken.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.woken));
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(landed) => Some(landed),
            Poll::Pending => None,
        }
    }
}

/// Polls something to its end that waits for nobody else.
pub(crate) fn finished<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => return value,
            // It gave way, and nobody else is here.
            Poll::Pending => {}
        }
    }
}
