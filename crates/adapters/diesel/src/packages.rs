//! Packages. What else belongs to one is kept as it was written.

use diesel::prelude::*;
use enroll_domain::id::{PackageId, TenantId};
use enroll_domain::membership::{Code, Package, Title, Usual};
use enroll_repository::{Moved, PackageQueries, Packages, StoreError, Unique};

use crate::backend::Key;
use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::document;
use crate::schema::packages;

const CLAIMS: &[(Key, Unique)] = &[
    (
        Key {
            constraint: "packages_code",
            columns: "packages.tenant_id, packages.code",
        },
        Unique::Package,
    ),
    (
        Key {
            constraint: "packages_usual",
            columns: "packages.tenant_id",
        },
        Unique::UsualPackage,
    ),
];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = packages, treat_none_as_default_value = false)]
struct PackageRow {
    tenant_id: Id,
    id: Id,
    code: String,
    title: String,
    usual: String,
    details: String,
}

fn usual_code(usual: Usual) -> &'static str {
    match usual {
        Usual::Yes => "yes",
        Usual::No => "no",
    }
}

impl PackageRow {
    fn of(package: &Package) -> Self {
        Self {
            tenant_id: Id::of(package.tenant),
            id: Id::of(package.id),
            code: package.code.as_str().to_owned(),
            title: package.title.as_str().to_owned(),
            usual: usual_code(package.usual).to_owned(),
            details: document::json(package.details.clone()),
        }
    }

    fn package(self) -> Result<Package, StoreError> {
        Ok(Package {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            code: Code::parse(&self.code).map_err(|_rule| impossible("packages.code"))?,
            title: Title::parse(&self.title).map_err(|_rule| impossible("packages.title"))?,
            usual: match self.usual.as_str() {
                "yes" => Usual::Yes,
                "no" => Usual::No,
                _ => return Err(impossible("packages.usual")),
            },
            details: document::document(&self.details, "packages.details")?,
        })
    }
}

impl PackageQueries for Conversation<'_> {
    fn package(&mut self, tenant: TenantId, id: PackageId) -> Result<Option<Package>, StoreError> {
        let row = packages::table
            .find((Id::of(tenant), Id::of(id)))
            .select(PackageRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(PackageRow::package)
            .transpose()
    }

    fn usual_package(&mut self, tenant: TenantId) -> Result<Option<Package>, StoreError> {
        let row = packages::table
            .filter(packages::tenant_id.eq(Id::of(tenant)))
            .filter(packages::usual.eq(usual_code(Usual::Yes)))
            .select(PackageRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(PackageRow::package)
            .transpose()
    }

    fn packages(
        &mut self,
        tenant: TenantId,
        after: Option<PackageId>,
        limit: usize,
    ) -> Result<Vec<Package>, StoreError> {
        let mut page = packages::table
            .filter(packages::tenant_id.eq(Id::of(tenant)))
            .order(packages::id)
            .limit(columns::rows(limit))
            .select(PackageRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(packages::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(PackageRow::package)
            .collect()
    }
}

impl Packages for Conversation<'_> {
    fn add_package(&mut self, package: &Package) -> Result<(), StoreError> {
        let row = PackageRow::of(package);
        self.claim(CLAIMS, |conn| {
            diesel::insert_into(packages::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    fn set_package(&mut self, package: &Package) -> Result<Moved, StoreError> {
        let PackageRow {
            tenant_id,
            id,
            code,
            title,
            usual,
            details,
        } = PackageRow::of(package);
        let changed = (
            packages::code.eq(code),
            packages::title.eq(title),
            packages::usual.eq(usual),
            packages::details.eq(details),
        );
        let row = packages::table.find((tenant_id, id));
        self.claim(CLAIMS, |conn| diesel::update(row).set(changed).execute(conn))
            .map(Moved::of)
    }
}
