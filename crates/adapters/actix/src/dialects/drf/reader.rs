//! The reader of a body: its fields one after the other, each by the function for its kind, with everything that is wrong noted.

use super::faults::{Detail, Faults};
use super::fields::Read;
use crate::dialects::json::{Json, Members};

/// Whether null is a value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// It is, and stands for none.
    Allowed,
    /// It is a fault.
    Refused,
}

/// Reads the fields of a body.
pub(crate) struct Reader<'a> {
    members: &'a Members,
    faults: Faults,
}

impl<'a> Reader<'a> {
    pub(crate) fn of(members: &'a Members) -> Self {
        Self {
            members,
            faults: Faults::default(),
        }
    }

    /// A field that must be there.
    pub(crate) fn required<T>(&mut self, name: &'static str, read: impl FnOnce(&Json) -> Read<T>) -> Option<T> {
        if self.members.get(name).is_none() {
            self.faults
                .add(name, Detail::new("required", "This field is required."));
        }
        self.optional(name, Nulls::Refused, read)
    }

    /// A field that may be there.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        nulls: Nulls,
        read: impl FnOnce(&Json) -> Read<T>,
    ) -> Option<T> {
        match (self.members.get(name)?, nulls) {
            (Json::Null, Nulls::Allowed) => None,
            (Json::Null, Nulls::Refused) => {
                self.faults
                    .add(name, Detail::new("null", "This field may not be null."));
                None
            }
            (value, _) => read(value).map_err(|fault| self.faults.add(name, fault)).ok(),
        }
    }

    /// What is wrong with the fields that were read.
    pub(crate) fn finish(self) -> Faults {
        self.faults
    }
}
