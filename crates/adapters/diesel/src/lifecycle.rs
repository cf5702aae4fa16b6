//! The life of an account after activation. The row of the user is written first, so that of two changes at once the second finds
//! what the first one left.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary};
use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, IdentifierKind};
use enroll_domain::profile::Profile;
use enroll_repository::{Lifecycle, Moved, StoreError};

use crate::columns::{self, Id};
use crate::conversation::Conversation;
use crate::schema::{identifiers, user_tags, users};

/// One user in one state.
#[diesel::dsl::auto_type]
fn in_state<'a>(tenant: TenantId, id: UserId, state: &'a str) -> _ {
    let (tenant, id): (Id, Id) = (Id::of(tenant), Id::of(id));
    users::table.find((tenant, id)).filter(users::state.eq(state))
}

impl Conversation<'_> {
    /// Moves a user from one state to another that has the same columns.
    fn move_user(
        &mut self,
        (tenant, id): (TenantId, UserId),
        (from, to): (&str, &str),
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let moved = (users::state.eq(to), users::since.eq(Some(at.as_micros())));
        self.ask(|conn| diesel::update(in_state(tenant, id, from)).set(moved).execute(conn))
            .map(Moved::of)
    }
}

impl Lifecycle for Conversation<'_> {
    fn change_email(
        &mut self,
        tenant: TenantId,
        id: UserId,
        address: &EmailAddress,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        // Writes nothing new; it locks the row, so that nobody shuts the user out meanwhile.
        let active = in_state(tenant, id, "active");
        let moved = self.ask(|conn| diesel::update(active).set(users::state.eq("active")).execute(conn))?;
        if Moved::of(moved) == Moved::Stale {
            return Ok(Moved::Stale);
        }
        let former = identifiers::table
            .filter(identifiers::tenant_id.eq(Id::of(tenant)))
            .filter(identifiers::user_id.eq(Id::of(id)))
            .filter(identifiers::kind.eq(IdentifierKind::Email.code()));
        self.ask(|conn| diesel::delete(former).execute(conn))?;
        self.claim_proved_email(tenant, Id::of(id), address, at)?;
        Ok(Moved::Yes)
    }

    fn suspend_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        self.move_user((tenant, id), ("active", "suspended"), at)
    }

    fn reinstate_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        self.move_user((tenant, id), ("suspended", "active"), at)
    }

    fn close_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        let open = users::table
            .find((Id::of(tenant), Id::of(id)))
            .filter(users::state.ne("closed"));
        let closed = (
            users::state.eq("closed"),
            users::since.eq(Some(at.as_micros())),
            users::password.eq(None::<String>),
            users::profile.eq(columns::profile_json(&Profile::new())),
            users::department_id.eq(None::<Id>),
            users::section_id.eq(None::<Id>),
            users::package_id.eq(None::<Id>),
            users::referral_code.eq(None::<String>),
        );
        let moved = self
            .ask(|conn| diesel::update(open).set(closed).execute(conn))
            .map(Moved::of)?;
        if moved == Moved::Yes {
            let tags = user_tags::table
                .filter(user_tags::tenant_id.eq(Id::of(tenant)))
                .filter(user_tags::user_id.eq(Id::of(id)));
            self.ask(|conn| diesel::delete(tags).execute(conn))?;
            let theirs = identifiers::table
                .filter(identifiers::tenant_id.eq(Id::of(tenant)))
                .filter(identifiers::user_id.eq(Id::of(id)));
            let released = identifiers::released_at.eq(at.as_micros());
            self.ask(|conn| diesel::update(theirs).set(released).execute(conn))?;
        }
        Ok(moved)
    }

    fn release_identifiers(&mut self, tenant: TenantId, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let sql = sql_query(
            "DELETE FROM identifiers WHERE (tenant_id, kind, key) IN (SELECT tenant_id, kind, key FROM identifiers \
             WHERE tenant_id = $1 AND released_at < $2 ORDER BY released_at LIMIT $3)",
        );
        self.ask(|conn| {
            sql.bind::<Binary, _>(Id::of(tenant))
                .bind::<BigInt, _>(before.as_micros())
                .bind::<BigInt, _>(columns::rows(limit))
                .execute(conn)
        })
    }
}
