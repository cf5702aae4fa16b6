//! The profile: the fields of a user that are not identifiers. Which fields there are stands in `fields.rs`, how each is
//! read in `canonical.rs` and the files beside it; which of them a tenant requires is its policy's to say.

mod canonical;
mod contact;
mod fields;
mod kind;
mod names;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use fields::{Field, FieldRule};
pub use kind::{Kind, Schemes};

use crate::rejection::{Gathered, Input};

/// The fields that a user has, each in canonical form.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Profile(BTreeMap<Field, String>);

impl Profile {
    /// A blank profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the fields that somebody sent, and notes every one that breaks a rule. Blank text counts as absent.
    ///
    /// A telephone number in national form is read as one of the `country` in the same request.
    #[must_use]
    pub fn read(raw: &[(Field, String)], gathered: &mut Gathered) -> Self {
        let country = country_of(raw.iter().map(|(field, text)| (*field, text.as_str())));
        let mut profile = Self::new();
        for (field, text) in raw {
            if let Some(value) = read_field(*field, text, country, gathered) {
                profile.0.insert(*field, value);
            }
        }
        profile
    }

    /// Takes back what a store kept, unchecked: rules may have grown stricter since.
    #[must_use]
    pub fn from_stored(fields: impl IntoIterator<Item = (Field, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// The fields that are there, in the order of [`Field::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, value)| (*field, value.as_str()))
    }

    /// Whether no field is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This profile with the changes made; what they do not name stays.
    #[must_use]
    pub fn merged(&self, changes: &ProfileChanges) -> Self {
        let kept = self.0.iter().filter(|(field, _)| !changes.removed.contains(field));
        let mut fields: BTreeMap<_, _> = kept.map(|(field, value)| (*field, value.clone())).collect();
        fields.extend(changes.set.iter().map(|(field, value)| (*field, value.clone())));
        Self(fields)
    }
}

/// What a request changes in a profile: fields that get a value, fields that lose theirs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProfileChanges {
    set: BTreeMap<Field, String>,
    removed: BTreeSet<Field>,
}

impl ProfileChanges {
    /// Reads the changes that somebody sent, and notes every field that breaks a rule. `None` and blank text remove the
    /// field. The last mention of a field counts.
    #[must_use]
    pub fn read(raw: &[(Field, Option<String>)], gathered: &mut Gathered) -> Self {
        let country = country_of(raw.iter().filter_map(|(field, text)| Some((*field, text.as_deref()?))));
        let mut changes = Self::default();
        for (field, text) in raw {
            match text.as_deref().filter(|text| !canonical::is_blank(text)) {
                None => {
                    changes.set.remove(field);
                    changes.removed.insert(*field);
                }
                Some(text) => {
                    if let Some(value) = read_field(*field, text, country, gathered) {
                        changes.removed.remove(field);
                        changes.set.insert(*field, value);
                    }
                }
            }
        }
        changes
    }

    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.removed.is_empty()
    }
}

fn read_field(field: Field, text: &str, country: Option<&str>, gathered: &mut Gathered) -> Option<String> {
    if canonical::is_blank(text) {
        return None;
    }
    gathered.take(Input::Profile(field), canonical::read(field.rule(), text, country))
}

/// The country that a request names, if it is one; if it is none, reading that field says so.
fn country_of<'a>(mut raw: impl Iterator<Item = (Field, &'a str)>) -> Option<&'static str> {
    raw.find(|(field, _)| *field == Field::Country)
        .and_then(|(_, text)| canonical::country(text).ok())
}

// Which fields are there helps a developer; what they hold must not reach logs.
impl fmt::Debug for Profile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Profile")?;
        out.debug_set().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for ProfileChanges {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ProfileChanges")
            .field("set", &self.set.keys().collect::<Vec<_>>())
            .field("removed", &self.removed)
            .finish()
    }
}
