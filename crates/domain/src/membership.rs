//! Where a user stands within the tenant, beside what they are known by and what they say of themselves: department, tags,
//! package, who invited them.

use std::collections::BTreeSet;

use crate::document::Document;
use crate::id::{DepartmentId, PackageId, TagId, TenantId, UserId};
use crate::referral::ReferralCode;
use crate::rejection::Rule;

/// Where a user stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Membership {
    /// The user's whole number, counted within the tenant from 1, where the tenant counts.
    pub number: Option<u64>,
    /// The department.
    pub department: Option<DepartmentId>,
    /// The section; it is one of the department.
    pub section: Option<DepartmentId>,
    /// The tags.
    pub tags: BTreeSet<TagId>,
    /// The package.
    pub package: Option<PackageId>,
    /// The code with which the user invites others.
    pub referral_code: Option<ReferralCode>,
    /// Who invited the user.
    pub inviter: Option<UserId>,
}

/// A name that people give to something: 1 to 100 visible characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Title(String);

impl Title {
    /// Reads a name. Spaces around it are trimmed.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::TooLong`], [`Rule::ControlCharacter`], or [`Rule::Malformed`] for characters that show nothing
    /// or turn the reading direction.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const MAX: usize = 100;
        let text = crate::identifier::text::without_controls(text)?.trim();
        if text.is_empty() {
            return Err(Rule::Required);
        }
        if text.chars().count() > MAX {
            return Err(Rule::TooLong { max: MAX });
        }
        if text.chars().any(crate::identifier::text::is_hidden) {
            return Err(Rule::Malformed("visible characters only"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code by which a program names something: 1 to 64 letters of ASCII, digits, `_`, `.` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(String);

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for other characters, none, or too many.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let clean = text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        if clean && (1..=64).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("letters, digits, _, . and -"))
        }
    }

    /// The code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A department, or a section of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// The tenant.
    pub tenant: TenantId,
    /// The department that it is a section of; `None` for a department.
    pub within: Option<DepartmentId>,
    /// What people call it; unique among the departments, or among the sections of one.
    pub title: Title,
}

/// A mark that users bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The tenant.
    pub tenant: TenantId,
    /// Its whole number, counted within the tenant from 1.
    pub number: u64,
    /// What people call it; unique within the tenant.
    pub title: Title,
    /// What it is for.
    pub description: Option<String>,
    /// Whether users may be given it.
    pub standing: TagStanding,
}

/// Whether users may be given a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagStanding {
    /// They may.
    Active,
    /// They may not; those who bear it keep it.
    Retired,
}

/// What a user has subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its id.
    pub id: PackageId,
    /// The tenant.
    pub tenant: TenantId,
    /// Its code; unique within the tenant.
    pub code: Code,
    /// What people call it.
    pub title: Title,
    /// Whether it is what everybody begins with; at most one of a tenant is.
    pub usual: Usual,
    /// What else belongs to it: features, prices, looks. A table, shown as it was written.
    pub details: Document,
}

/// Whether a package is the one that everybody begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usual {
    /// It is.
    Yes,
    /// It is not.
    No,
}
