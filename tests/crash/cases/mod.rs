//! The use cases of the application: what has happened before each, what is asked, and what then holds.

mod accounts;
mod administration;
mod behind_the_scenes;
mod codes;
mod contracts;
mod entering;
mod lifecycle;
mod links;
mod operating;
mod organisation;

use std::future::Future;
use std::pin::Pin;

use crate::evidence::Links;
use crate::postconditions::Postcondition;
use crate::refusal::Refusal;
use crate::scenes::Props;
use crate::stage::Cast;

/// What was done, as the caller was told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    /// What the answer itself promises, beside the goal of the case.
    pub(crate) postconditions: Vec<Postcondition>,
    /// Texts that the outer rings log.
    pub(crate) said: Vec<String>,
}

pub(crate) type Outcome = Result<Done, Refusal>;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How many transactions a use case writes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    /// One, so that nothing is ever between before and after.
    Once,
    /// Several, each whole by itself.
    Stepwise,
}

/// What there is before anybody has done anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// A key that signs.
    Ready,
    /// Nothing at all.
    Empty,
}

/// One use case.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) begins: Begins,
    pub(crate) writes: Writes,
    pub(crate) links: Links,
    pub(crate) before: Box<dyn Fn(Cast) -> Boxed<Props> + Send + Sync>,
    pub(crate) act: Box<dyn Fn(Cast, Props) -> Boxed<Outcome> + Send + Sync>,
    /// What holds once it is done.
    pub(crate) goal: fn(&Props) -> Vec<Postcondition>,
}

impl Case {
    fn new<B, A>(
        name: &'static str,
        before: impl Fn(Cast) -> B + Send + Sync + 'static,
        act: impl Fn(Cast, Props) -> A + Send + Sync + 'static,
        goal: fn(&Props) -> Vec<Postcondition>,
    ) -> Self
    where
        B: Future<Output = Props> + Send + 'static,
        A: Future<Output = Outcome> + Send + 'static,
    {
        Self {
            name,
            begins: Begins::Ready,
            writes: Writes::Once,
            links: Links::Mailed,
            before: Box::new(move |cast| Box::pin(before(cast))),
            act: Box::new(move |cast, props| Box::pin(act(cast, props))),
            goal,
        }
    }

    fn stepwise(self) -> Self {
        Self {
            writes: Writes::Stepwise,
            ..self
        }
    }

    fn in_an_empty_store(self) -> Self {
        Self {
            begins: Begins::Empty,
            ..self
        }
    }

    fn handing_links_over(self) -> Self {
        Self {
            links: Links::HandedOver,
            ..self
        }
    }
}

/// Every use case.
pub(crate) fn all() -> Vec<Case> {
    let groups = [
        entering::cases(),
        links::cases(),
        codes::cases(),
        accounts::cases(),
        lifecycle::cases(),
        administration::cases(),
        operating::cases(),
        organisation::cases(),
        contracts::cases(),
        behind_the_scenes::cases(),
    ];
    groups.into_iter().flatten().collect()
}

async fn nothing_before(_cast: Cast) -> Props {
    Props::default()
}

const fn done() -> Outcome {
    Ok(Done {
        postconditions: Vec::new(),
        said: Vec::new(),
    })
}

fn promising(postcondition: Postcondition) -> Outcome {
    Ok(Done {
        postconditions: vec![postcondition],
        said: Vec::new(),
    })
}
