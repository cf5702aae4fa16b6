//! Warnings: settings that work, but should be looked at.

use std::fmt;

/// Something that works, but should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// The key that it is about.
    pub(crate) key: &'static str,
    /// What is to be looked at.
    pub(crate) text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
