//! The mailer port in memory: the mailbox that tests and developers read. It sends nothing to anybody.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use async_trait::async_trait;
use enroll_mailer::{DeliveryError, Letter, Mailer};

use crate::Answer;
use crate::script::{AskedFor, Script};

/// How many letters are kept unless somebody says otherwise.
const KEPT: usize = 1000;

/// A mailbox that keeps the newest letters. Clones share it.
#[derive(Clone)]
pub struct Mailbox {
    state: Arc<Mutex<State>>,
}

/// A letter as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its number in this mailbox, counted from 1: digits only. A letter that arrives twice has two.
    pub id: String,
    /// The letter.
    pub letter: Letter,
}

struct State {
    letters: VecDeque<Received>,
    kept: usize,
    arrived: usize,
    script: Script,
    waiting: Vec<Waker>,
}

impl Mailbox {
    /// An empty mailbox that keeps the newest 1000 letters.
    #[must_use]
    pub fn new() -> Self {
        Self::keeping(KEPT)
    }

    /// An empty mailbox that keeps the newest `kept` letters.
    #[must_use]
    pub fn keeping(kept: usize) -> Self {
        let state = State {
            letters: VecDeque::new(),
            kept,
            arrived: 0,
            script: Script::default(),
            waiting: Vec::new(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The letters that are kept, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Received> {
        self.lock().letters.iter().cloned().collect()
    }

    /// Waits until `count` letters have arrived since the mailbox was made, and answers those that are kept, oldest first.
    /// It runs on any runtime, and for ever if they do not come.
    pub async fn arrived(&self, count: usize) -> Vec<Received> {
        poll_fn(|context| {
            let mut state = self.lock();
            if state.arrived >= count {
                return Poll::Ready(());
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
        self.letters()
    }

    /// Answers the next deliveries like this, one after the other; those after them arrive again. What is left of an
    /// earlier script is forgotten, so that an empty one repairs the mailbox.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.lock().script.replace(answers);
    }

    /// Keeps the letter if the script has it so, and answers what the script says.
    fn take_in(&self, letter: &Letter) -> Answer {
        let mut state = self.lock();
        let answer = state.script.next();
        let waiting = match answer {
            Answer::Kept | Answer::Lost => state.receive(letter),
            Answer::Temporary | Answer::Permanent | Answer::Misconfigured => Vec::new(),
        };
        drop(state);
        // Without the lock, because whoever is woken may look into the mailbox at once.
        waiting.into_iter().for_each(Waker::wake);
        answer
    }

    // A panic while the lock is held leaves whole letters behind, for each change is a single push.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keeps the letter, and answers whom to wake.
    fn receive(&mut self, letter: &Letter) -> Vec<Waker> {
        self.arrived += 1;
        self.letters.push_back(Received {
            id: self.arrived.to_string(),
            letter: letter.clone(),
        });
        while self.letters.len() > self.kept {
            self.letters.pop_front();
        }
        std::mem::take(&mut self.waiting)
    }
}

#[async_trait]
impl Mailer for Mailbox {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        check(letter).map_err(|unfit| DeliveryError::Permanent(Box::new(unfit)))?;
        let answer = self.take_in(letter);
        let reason = Box::new(AskedFor(answer));
        match answer {
            Answer::Kept => Ok(()),
            Answer::Lost => Err(DeliveryError::Temporary(reason)),
            Answer::Temporary => Err(DeliveryError::Temporary(reason)),
            Answer::Permanent => Err(DeliveryError::Permanent(reason)),
            Answer::Misconfigured => Err(DeliveryError::Misconfigured(reason)),
        }
    }
}

/// Refuses what no wire would carry, so that a test over this mailbox finds it.
fn check(letter: &Letter) -> Result<(), Unfit> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if letter.message_id.is_empty() || !letter.message_id.bytes().all(plain) {
        return Err(Unfit("Message-ID"));
    }
    if letter.subject.chars().any(char::is_control) {
        return Err(Unfit("subject"));
    }
    if !letter.to.as_str().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Unfit("recipient"));
    }
    Ok(())
}

/// The part of a letter that no mail can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unfit(&'static str);

impl fmt::Display for Unfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the {} holds characters that no mail can hold there", self.0)
    }
}

impl std::error::Error for Unfit {}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Mailbox({} letters)", self.lock().letters.len())
    }
}
