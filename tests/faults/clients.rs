//! People who register over HTTP, each by one contract, and all that was said to them. A person tries until it is done: a
//! careful program does.

use enroll_tests::violation;
use std::sync::Mutex;
use std::time::Duration;

use enroll_tests::api::{Answer, Api, Call};
use enroll_tests::until::within;
use serde_json::json;
use tokio::time::timeout;

/// A password that every contract takes.
pub(crate) const PASSWORD: &str = "Seven0wls-Read-Maps";

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a person tries.
const TRIES: Duration = Duration::from_secs(180);

/// By which contract a person registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Contract {
    /// The own API, with an idempotency key.
    Own,
    /// Onyx: a user at once, and no mail.
    Onyx,
    /// RPost: a user who waits for a mailed link.
    RPost,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// An answer.
    Answer(u16, String),
    /// None: nobody knows what came of it.
    Nothing,
}

/// Where a person stands after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Done,
    Again,
    Odd,
}

/// Whether the world of a person is so broken that a part of the program may be out of order, which is told by 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It may be busy at the most.
    Hidden,
    /// It may be out of order.
    Told,
}

/// A person, with the history of what was said to them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) contract: Contract,
    pub(crate) email: String,
    /// The idempotency key, where there is one.
    pub(crate) key: String,
    /// All that was said, in order.
    pub(crate) said: Vec<Said>,
    /// The answer by which they know that they registered.
    pub(crate) acknowledged: Option<Said>,
    /// Answers that nobody ought to get.
    pub(crate) odd: Vec<String>,
    trouble: Trouble,
}

impl Person {
    /// A person who has not tried yet.
    pub(crate) fn new(contract: Contract, name: &str) -> Self {
        Self {
            contract,
            email: format!("{name}@people.example.org"),
            key: format!("key-of-{name}-0123456789"),
            said: Vec::new(),
            acknowledged: None,
            odd: Vec::new(),
            trouble: Trouble::Hidden,
        }
    }

    /// The same person in a world of which a part may be out of order.
    pub(crate) fn in_trouble(self) -> Self {
        Self {
            trouble: Trouble::Told,
            ..self
        }
    }

    /// Number `number` of a crowd: half of them by the own API, a quarter by each of two contracts.
    pub(crate) fn numbered(number: usize) -> Self {
        let contract = match number % 4 {
            0 | 1 => Contract::Own,
            2 => Contract::Onyx,
            _ => Contract::RPost,
        };
        Self::new(contract, &format!("person-{number}"))
    }

    /// The call that registers them.
    pub(crate) fn call(&self, api: &Api) -> Call {
        let (path, body) = match self.contract {
            Contract::Own => (
                "/v1/registrations",
                json!({ "email": self.email, "password": PASSWORD }),
            ),
            Contract::Onyx => ("/auth/register", json!({ "email": self.email, "password": PASSWORD })),
            Contract::RPost => (
                "/api/v1/Account/Register",
                json!({
                    "Email": self.email, "Password": PASSWORD, "FirstName": "John", "LastName": "Smith",
                    "RegistrationApp": "Zimlet", "Language": "en-us",
                }),
            ),
        };
        api.call("POST", path).header("idempotency-key", &self.key).json(&body)
    }

    /// Tries once.
    pub(crate) async fn try_once(&mut self, api: &Api) {
        let said = said(self.call(api)).await;
        self.hear(said);
    }

    /// Takes in what came of a try.
    pub(crate) fn hear(&mut self, said: Said) {
        match self.standing(&said) {
            Standing::Done => self.acknowledged = Some(said.clone()),
            Standing::Again => {}
            Standing::Odd => self.odd.push(violation!(
                Answered,
                "{} of {:?} got {said:?}",
                self.email,
                self.contract
            )),
        }
        self.said.push(said);
    }

    /// Tries until it is done, or nobody would try any more.
    pub(crate) async fn register(self, api: &Api) -> Self {
        let person = Mutex::new(self);
        within(TRIES, || async {
            let mut trying = person.lock().unwrap().clone();
            trying.try_once(api).await;
            let done = trying.acknowledged.is_some().then_some(());
            *person.lock().unwrap() = trying;
            done
        })
        .await;
        person.into_inner().unwrap()
    }

    /// How many tries came to nothing that anybody could know.
    pub(crate) fn unknown(&self) -> usize {
        let unknown = |said: &&Said| matches!(said, Said::Nothing | Said::Answer(500.., _));
        self.said.iter().filter(unknown).count()
    }

    fn standing(&self, said: &Said) -> Standing {
        let Said::Answer(status, text) = said else {
            return Standing::Again;
        };
        let (good, known) = match self.contract {
            Contract::Own => (202, None),
            Contract::Onyx => (201, Some("REGISTER_USER_ALREADY_EXISTS")),
            Contract::RPost => (200, Some("already taken")),
        };
        let is_known = known.is_some_and(|words| *status == 400 && text.contains(words));
        match *status {
            503 => Standing::Again,
            500 if self.trouble == Trouble::Told => Standing::Again,
            status if status == good => Standing::Done,
            // Somebody of whom nothing was known before may only be known to nobody.
            _ if is_known && self.unknown() > 0 => Standing::Done,
            _ => Standing::Odd,
        }
    }
}

/// What is said to a call, in the time in which anybody waits for it.
pub(crate) async fn said(call: Call) -> Said {
    match timeout(PATIENCE, call.attempt()).await {
        Ok(Ok(Answer { status, text, .. })) => Said::Answer(status, text),
        Ok(Err(_gone)) => Said::Nothing,
        Err(_late) => Said::Nothing,
    }
}
