//! The roles that administrators made. Their permissions are one JSON list.

use diesel::prelude::*;
use enroll_domain::id::TenantId;
use enroll_domain::role::{Authority, Permission, Role, RoleName};
use enroll_repository::{Moved, RoleQueries, Roles, StoreError, Unique};

use crate::backend::Key;
use crate::columns::{self, Id, impossible, storable};
use crate::conversation::Conversation;
use crate::schema::{grants, roles};

const NAME: Key = Key {
    constraint: "roles_key",
    columns: "roles.tenant_id, roles.name",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = roles, treat_none_as_default_value = false)]
struct RoleRow {
    tenant_id: Id,
    name: String,
    permissions: String,
    title: Option<String>,
    description: Option<String>,
}

impl RoleRow {
    fn of(tenant: TenantId, role: &Role) -> Result<Self, StoreError> {
        let held = match role.authority() {
            Authority::Only(held) => held,
            Authority::Everything => return Err(StoreError::broken("a role that was made cannot allow everything")),
        };
        Ok(Self {
            tenant_id: Id::of(tenant),
            name: role.name().as_str().to_owned(),
            permissions: columns::codes_json(held.iter().map(Permission::as_str)),
            title: role.title().map(storable),
            description: role.description().map(storable),
        })
    }

    fn role(self) -> Result<Role, StoreError> {
        let name = RoleName::parse(&self.name).map_err(|_rule| impossible("roles.name"))?;
        let held = columns::codes(&self.permissions, "roles.permissions")?;
        let held = held
            .iter()
            .map(|text| Permission::parse(text).map_err(|_rule| impossible("roles.permissions")));
        let authority = Authority::Only(held.collect::<Result<_, _>>()?);
        Ok(Role::new(name, authority).described(self.title, self.description))
    }
}

impl RoleQueries for Conversation<'_> {
    fn roles_made(&mut self, tenant: TenantId) -> Result<Vec<Role>, StoreError> {
        let made = roles::table
            .filter(roles::tenant_id.eq(Id::of(tenant)))
            .order(roles::name)
            .select(RoleRow::as_select());
        self.ask(|conn| made.load(conn))?
            .into_iter()
            .map(RoleRow::role)
            .collect()
    }
}

impl Roles for Conversation<'_> {
    fn add_role(&mut self, tenant: TenantId, role: &Role) -> Result<(), StoreError> {
        let row = RoleRow::of(tenant, role)?;
        self.claim(&[(NAME, Unique::Role)], |conn| {
            diesel::insert_into(roles::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    fn set_role(&mut self, tenant: TenantId, role: &Role) -> Result<Moved, StoreError> {
        let RoleRow {
            tenant_id,
            name,
            permissions,
            title,
            description,
        } = RoleRow::of(tenant, role)?;
        let changed = (
            roles::permissions.eq(permissions),
            roles::title.eq(title),
            roles::description.eq(description),
        );
        let row = roles::table.find((tenant_id, name));
        self.ask(|conn| diesel::update(row).set(changed).execute(conn))
            .map(Moved::of)
    }

    fn remove_role(&mut self, tenant: TenantId, name: &RoleName) -> Result<Moved, StoreError> {
        let row = roles::table.find((Id::of(tenant), name.as_str()));
        let moved = self.ask(|conn| diesel::delete(row).execute(conn)).map(Moved::of)?;
        if moved == Moved::Yes {
            let held = grants::table
                .filter(grants::tenant_id.eq(Id::of(tenant)))
                .filter(grants::role.eq(name.as_str()));
            self.ask(|conn| diesel::delete(held).execute(conn))?;
        }
        Ok(moved)
    }
}
