//! Manage packages: what users subscribe to. At most one of a tenant is the usual one; making one usual makes the other unusual.

use enroll_domain::Rule;
use enroll_domain::audit::Action;
use enroll_domain::document::Document;
use enroll_domain::id::{PackageId, TenantId};
use enroll_domain::membership::{Code, Package, Title, Usual};
use enroll_domain::role::Needed;
use enroll_repository::{Moved, Queries, Stop, StoreError, Transaction, Unique};

use crate::enrollment::Audited;
use crate::pages::ITEMS_ON_A_PAGE;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, ListError, Page, Unavailable};

/// What else belongs to a package: a table of at most 16 KiB and 8 levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageDetails(Document);

impl PackageDetails {
    /// The most bytes, counted as in JSON without spaces and escapes.
    const MAX_BYTES: usize = 16 * 1024;
    /// The most levels, the table itself included.
    const MAX_LEVELS: usize = 8;

    /// No details.
    #[must_use]
    pub fn none() -> Self {
        Self(Document::table([]))
    }

    /// Takes a document as details.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for anything but a table, and for one of too many levels; [`Rule::TooLong`].
    pub fn read(document: Document) -> Result<Self, Rule> {
        match document {
            Document::Table(_) => {}
            Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::List(_) => {
                return Err(Rule::Malformed("an object"));
            }
        }
        if !fits_levels(&document, Self::MAX_LEVELS) {
            return Err(Rule::Malformed("an object of at most 8 levels"));
        }
        if bytes(&document) > Self::MAX_BYTES {
            return Err(Rule::TooLong { max: Self::MAX_BYTES });
        }
        Ok(Self(document))
    }
}

fn fits_levels(document: &Document, left: usize) -> bool {
    match document {
        Document::Text(_) | Document::Number(_) | Document::Flag(_) => true,
        Document::List(items) => left > 0 && items.iter().all(|item| fits_levels(item, left - 1)),
        Document::Table(members) => left > 0 && members.values().all(|member| fits_levels(member, left - 1)),
    }
}

fn bytes(document: &Document) -> usize {
    const QUOTES: usize = 2;
    const BRACKETS: usize = 2;
    const SEPARATOR: usize = 1;
    match document {
        Document::Text(text) => text.len() + QUOTES,
        Document::Number(number) => number.to_string().len(),
        Document::Flag(flag) => flag.to_string().len(),
        Document::List(items) => BRACKETS + items.iter().map(|item| bytes(item) + SEPARATOR).sum::<usize>(),
        Document::Table(members) => {
            let member =
                |(name, value): (&String, &Document)| name.len() + QUOTES + SEPARATOR + bytes(value) + SEPARATOR;
            BRACKETS + members.iter().map(member).sum::<usize>()
        }
    }
}

/// What a package is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageForm {
    /// What people call it.
    pub title: Title,
    /// Whether it is what everybody begins with.
    pub usual: Usual,
    /// What else belongs to it.
    pub details: PackageDetails,
}

/// Why a package was neither made nor changed.
#[derive(Debug, thiserror::Error)]
pub enum ManagePackagesError {
    /// The caller lacks `package.manage`.
    #[error("the caller may not manage packages")]
    Forbidden,
    /// There is no package of this code.
    #[error("there is no such package")]
    NotFound,
    /// Another one has the code.
    #[error("there is a package of this code")]
    CodeTaken,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManagePackagesError);

impl Enrollment {
    /// Up to `limit` packages of the caller's tenant (at least 1, at most 100), those after `after`, the first made first. Needs
    /// `user.read`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_packages(
        &self,
        caller: &Caller,
        after: Option<PackageId>,
        limit: usize,
    ) -> Result<Page<Package, PackageId>, ListError> {
        if !caller.may(Needed::ReadUsers) {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            let read = |limit| queries.packages(tenant, after, limit);
            Page::read(limit, |package: &Package| package.id, read)
        });
        Ok(page.await?)
    }

    /// Makes a package. Needs `package.manage`.
    ///
    /// # Errors
    /// [`ManagePackagesError`], but for `NotFound`.
    pub async fn create_package(
        &self,
        caller: &Caller,
        code: Code,
        form: PackageForm,
    ) -> Result<Package, ManagePackagesError> {
        if !caller.may(Needed::ManagePackages) {
            return Err(ManagePackagesError::Forbidden);
        }
        let now = self.now();
        let package = Package {
            id: self.mint(now).id()?,
            tenant: caller.tenant(),
            code,
            title: form.title,
            usual: form.usual,
            details: form.details.0,
        };
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::PackageCreated)?
            .about(package.id)
            .coded(format!("package:{}", package.code.as_str()));
        let written = self.ports.store.atomically::<_, ManagePackagesError>(move |tx| {
            make_room(tx, &package)?;
            match tx.add_package(&package) {
                Err(StoreError::Conflict(Unique::Package)) => {
                    return Err(Stop::Because(ManagePackagesError::CodeTaken));
                }
                added => added?,
            }
            tx.record(&audit)?;
            Ok(package.clone())
        });
        written.await
    }

    /// Replaces everything of a package but its code. Needs `package.manage`.
    ///
    /// # Errors
    /// [`ManagePackagesError`], but for `CodeTaken`.
    pub async fn replace_package(
        &self,
        caller: &Caller,
        code: Code,
        form: PackageForm,
    ) -> Result<Package, ManagePackagesError> {
        if !caller.may(Needed::ManagePackages) {
            return Err(ManagePackagesError::Forbidden);
        }
        let tenant = caller.tenant();
        let audit = self
            .audit(&caller.call(), self.now(), caller.actor(), Action::PackageChanged)?
            .coded(format!("package:{}", code.as_str()));
        let written = self.ports.store.atomically::<_, ManagePackagesError>(move |tx| {
            let missing = || Stop::Because(ManagePackagesError::NotFound);
            let known = package_of_code(tx, tenant, &code)?.ok_or_else(missing)?;
            let package = Package {
                title: form.title.clone(),
                usual: form.usual,
                details: form.details.0.clone(),
                ..known
            };
            make_room(tx, &package)?;
            if tx.set_package(&package)? == Moved::Stale {
                return Err(missing());
            }
            tx.record(&audit.clone().about(package.id))?;
            Ok(package)
        });
        written.await
    }
}

/// Makes whatever other package is the usual one unusual, if this one is to be. Whoever writes a package holds the lock of the
/// tenant, so that none is written back as it was a moment ago.
fn make_room(tx: &mut dyn Transaction, package: &Package) -> Result<(), StoreError> {
    tx.lock_tenant(package.tenant)?;
    match package.usual {
        Usual::No => return Ok(()),
        Usual::Yes => {}
    }
    let before = tx.usual_package(package.tenant)?;
    if let Some(before) = before.filter(|before| before.id != package.id) {
        // It was read under the lock, so it is there.
        let _moved = tx.set_package(&Package {
            usual: Usual::No,
            ..before
        })?;
    }
    Ok(())
}

/// The package of this code. A tenant has few.
pub(crate) fn package_of_code<Q: Queries + ?Sized>(
    queries: &mut Q,
    tenant: TenantId,
    code: &Code,
) -> Result<Option<Package>, StoreError> {
    let mut after = None;
    loop {
        let page = queries.packages(tenant, after, ITEMS_ON_A_PAGE)?;
        after = page.last().map(|package| package.id);
        let found = page.into_iter().find(|package| package.code == *code);
        if found.is_some() || after.is_none() {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> Document {
        (1..levels).fold(Document::table([]), |inner, _| Document::table([("in", inner)]))
    }

    #[test]
    fn details_are_a_table_of_bounded_size_and_depth() {
        assert!(PackageDetails::read(nested(8)).is_ok());
        assert!(PackageDetails::read(nested(9)).is_err());
        assert!(PackageDetails::read(Document::Flag(true)).is_err());
        let of = |length: usize| Document::table([("a", Document::Text("x".repeat(length)))]);
        // {"a":"…",}: nine bytes around the text.
        let most = PackageDetails::MAX_BYTES - 9;
        assert!(PackageDetails::read(of(most)).is_ok());
        assert_eq!(
            PackageDetails::read(of(most + 1)),
            Err(Rule::TooLong {
                max: PackageDetails::MAX_BYTES
            })
        );
    }
}
