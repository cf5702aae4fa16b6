//! Departments and sections, which differ in what they are within.

use diesel::prelude::*;
use enroll_domain::id::{TenantId, UnitId};
use enroll_domain::membership::{Title, Unit};
use enroll_repository::{Moved, StoreError, Unique, UnitQueries, Units};

use crate::backend::Key;
use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::schema::units;

/// What a title claims: departments have one index, sections another.
const TITLE: &[(Key, Unique)] = &[
    (
        Key {
            constraint: "units_department",
            columns: "units.tenant_id, units.title",
        },
        Unique::Unit,
    ),
    (
        Key {
            constraint: "units_section",
            columns: "units.tenant_id, units.within_id, units.title",
        },
        Unique::Unit,
    ),
];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = units, treat_none_as_default_value = false)]
struct UnitRow {
    tenant_id: Id,
    id: Id,
    within_id: Option<Id>,
    title: String,
}

impl UnitRow {
    fn unit(self) -> Result<Unit, StoreError> {
        Ok(Unit {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            within: self.within_id.map(Id::to),
            title: Title::parse(&self.title).map_err(|_rule| impossible("units.title"))?,
        })
    }
}

impl UnitQueries for Conversation<'_> {
    fn unit(&mut self, tenant: TenantId, id: UnitId) -> Result<Option<Unit>, StoreError> {
        let row = units::table
            .find((Id::of(tenant), Id::of(id)))
            .select(UnitRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(UnitRow::unit)
            .transpose()
    }

    fn units(&mut self, tenant: TenantId, after: Option<UnitId>, limit: usize) -> Result<Vec<Unit>, StoreError> {
        let mut page = units::table
            .filter(units::tenant_id.eq(Id::of(tenant)))
            .order(units::id)
            .limit(columns::rows(limit))
            .select(UnitRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(units::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(UnitRow::unit)
            .collect()
    }
}

impl Units for Conversation<'_> {
    fn add_unit(&mut self, unit: &Unit) -> Result<(), StoreError> {
        let row = UnitRow {
            tenant_id: Id::of(unit.tenant),
            id: Id::of(unit.id),
            within_id: unit.within.map(Id::of),
            title: unit.title.as_str().to_owned(),
        };
        self.claim(TITLE, |conn| {
            diesel::insert_into(units::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    fn rename_unit(&mut self, tenant: TenantId, id: UnitId, title: &Title) -> Result<Moved, StoreError> {
        let row = units::table.find((Id::of(tenant), Id::of(id)));
        self.claim(TITLE, |conn| {
            diesel::update(row).set(units::title.eq(title.as_str())).execute(conn)
        })
        .map(Moved::of)
    }
}
