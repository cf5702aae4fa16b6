//! How a use case ends that is not done: refused for good, or not served for now.

/// A use case that is not done.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) kind: Kind,
    /// All that a log could hold of it.
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The person was told what stands in the way.
    Refused,
    /// enroll could not serve the call.
    Unserved,
}

impl<E: enroll_tests::refusal::Refusal> From<E> for Refusal {
    fn from(error: E) -> Self {
        let kind = if error.is_unserved() {
            Kind::Unserved
        } else {
            Kind::Refused
        };
        Self {
            kind,
            text: error.told(),
        }
    }
}
