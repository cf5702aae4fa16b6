//! Locks, and the mail budget of an address, which is kept on the row that is its lock.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::MailBudget;
use enroll_repository::{BudgetClass, Locks, Spend, StoreError};

use crate::backend;
use crate::columns::{Id, rows, time};
use crate::conversation::Conversation;
use crate::lease;
use crate::prepared::Piece::{self, Sql};
use crate::prepared::Prepared;
use crate::schema::addresses;

/// An idle address that nobody has locked.
#[derive(QueryableByName)]
struct Idle {
    #[diesel(sql_type = Binary)]
    tenant_id: Id,
    #[diesel(sql_type = Text)]
    email_key: String,
}

#[derive(QueryableByName)]
#[diesel(table_name = crate::schema::tenants)]
struct Tenant {
    #[diesel(column_name = id)]
    _id: Id,
}

/// Since when the windows of an address are open, and how many mails each has had.
#[derive(Queryable)]
struct Windows {
    registrations_since: Option<i64>,
    registrations: i64,
    resets_since: Option<i64>,
    resets: i64,
}

/// The columns of [`Windows`].
type OfWindows = (Nullable<BigInt>, BigInt, Nullable<BigInt>, BigInt);

impl Conversation<'_> {
    /// Locks the row of an address, which it makes if there is none. One that is there is written as it is, which locks it and
    /// reads it in one step.
    fn locked(&mut self, tenant: TenantId, key: &EmailKey) -> Result<Windows, StoreError> {
        let upsert = Prepared::<OfWindows>::of(vec![
            Sql("INSERT INTO addresses (tenant_id, email_key, registrations, resets) VALUES ("),
            Piece::Id(Id::of(tenant)),
            Sql(", "),
            Piece::Text(key.as_str()),
            Sql(
                ", 0, 0) ON CONFLICT (tenant_id, email_key) DO UPDATE SET registrations = addresses.registrations \
                 RETURNING registrations_since, registrations, resets_since, resets",
            ),
        ]);
        self.ask(|conn| upsert.get_result(conn))
    }
}

impl Locks for Conversation<'_> {
    fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        let found = self.ask(|conn| {
            let select = format!("SELECT id FROM tenants WHERE id = $1 {}", backend::row_lock(conn));
            sql_query(select)
                .bind::<Binary, _>(Id::of(tenant))
                .get_result::<Tenant>(conn)
                .optional()
        })?;
        found
            .map(|_tenant| ())
            .ok_or_else(|| StoreError::broken("there is no such tenant"))
    }

    fn lock_address(&mut self, tenant: TenantId, key: &EmailKey) -> Result<(), StoreError> {
        self.locked(tenant, key).map(|_windows| ())
    }

    fn spend_mail(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        class: BudgetClass,
        budget: MailBudget,
        now: Timestamp,
    ) -> Result<Spend, StoreError> {
        let windows = self.locked(tenant, key)?;
        let (since, spent) = match class {
            BudgetClass::Registration => (time(windows.registrations_since), windows.registrations),
            BudgetClass::Reset => (time(windows.resets_since), windows.resets),
        };
        let (since, spent) = match since {
            Some(since) if now < since.plus(budget.window) => (since, spent),
            Some(_) | None => (now, 0),
        };
        if spent >= i64::from(class.limit(budget)) {
            return Ok(Spend::Exhausted);
        }
        let now_spent = (since, spent.saturating_add(1));
        self.ask(|conn| lease::spend(conn, Id::of(tenant), key, class, now_spent))?;
        Ok(Spend::Granted)
    }

    fn remove_idle_addresses(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.ask(|conn| {
            let select = format!(
                "SELECT tenant_id, email_key FROM addresses \
                 WHERE (registrations_since IS NULL OR registrations_since < $1) \
                 AND (resets_since IS NULL OR resets_since < $1) LIMIT $2 {}",
                backend::free_row_lock(conn)
            );
            let idle: Vec<Idle> = sql_query(select)
                .bind::<BigInt, _>(before.as_micros())
                .bind::<BigInt, _>(rows(limit))
                .load(conn)?;
            idle.into_iter().try_fold(0_usize, |removed, one| {
                let row = addresses::table.find((one.tenant_id, one.email_key));
                Ok(removed.saturating_add(diesel::delete(row).execute(conn)?))
            })
        })
    }
}
