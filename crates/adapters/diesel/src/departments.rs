//! Departments and sections, which differ in what they are within.

use diesel::prelude::*;
use enroll_domain::id::{DepartmentId, TenantId};
use enroll_domain::membership::{Department, Title};
use enroll_repository::{DepartmentQueries, Departments, Moved, StoreError, Unique};

use crate::backend::Key;
use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::schema::departments;

/// What a title claims: departments have one index, sections another.
const TITLE: &[(Key, Unique)] = &[
    (
        Key {
            constraint: "units_department",
            columns: "units.tenant_id, units.title",
        },
        Unique::Department,
    ),
    (
        Key {
            constraint: "units_section",
            columns: "units.tenant_id, units.within_id, units.title",
        },
        Unique::Department,
    ),
];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = departments, treat_none_as_default_value = false)]
struct DepartmentRow {
    tenant_id: Id,
    id: Id,
    within_id: Option<Id>,
    title: String,
}

impl DepartmentRow {
    fn department(self) -> Result<Department, StoreError> {
        Ok(Department {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            within: self.within_id.map(Id::to),
            title: Title::parse(&self.title).map_err(|_rule| impossible("units.title"))?,
        })
    }
}

impl DepartmentQueries for Conversation<'_> {
    fn department(&mut self, tenant: TenantId, id: DepartmentId) -> Result<Option<Department>, StoreError> {
        let row = departments::table
            .find((Id::of(tenant), Id::of(id)))
            .select(DepartmentRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(DepartmentRow::department)
            .transpose()
    }

    fn departments(
        &mut self,
        tenant: TenantId,
        after: Option<DepartmentId>,
        limit: usize,
    ) -> Result<Vec<Department>, StoreError> {
        let mut page = departments::table
            .filter(departments::tenant_id.eq(Id::of(tenant)))
            .order(departments::id)
            .limit(columns::rows(limit))
            .select(DepartmentRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(departments::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(DepartmentRow::department)
            .collect()
    }
}

impl Departments for Conversation<'_> {
    fn add_department(&mut self, department: &Department) -> Result<(), StoreError> {
        let row = DepartmentRow {
            tenant_id: Id::of(department.tenant),
            id: Id::of(department.id),
            within_id: department.within.map(Id::of),
            title: department.title.as_str().to_owned(),
        };
        self.claim(TITLE, |conn| {
            diesel::insert_into(departments::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    fn rename_department(&mut self, tenant: TenantId, id: DepartmentId, title: &Title) -> Result<Moved, StoreError> {
        let row = departments::table.find((Id::of(tenant), Id::of(id)));
        self.claim(TITLE, |conn| {
            diesel::update(row)
                .set(departments::title.eq(title.as_str()))
                .execute(conn)
        })
        .map(Moved::of)
    }
}
