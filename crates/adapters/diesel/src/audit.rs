//! The audit: rows that are added and read, and never changed.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::{AuditId, TenantId};
use enroll_repository::{Audit, AuditQueries, StoreError};

use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::schema::audit;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
struct AuditRow {
    tenant_id: Id,
    id: Id,
    at: i64,
    actor: String,
    actor_id: Option<Id>,
    action: String,
    subject_id: Option<Id>,
    request_id: Option<Id>,
    codes: String,
}

impl AuditRow {
    fn of(record: &AuditRecord) -> Self {
        let (actor, actor_id) = match record.actor {
            Actor::Anybody => ("anybody", None),
            Actor::User(id) => ("user", Some(Id::of(id))),
            Actor::Operator => ("operator", None),
            Actor::System => ("system", None),
        };
        Self {
            tenant_id: Id::of(record.tenant),
            id: Id::of(record.id),
            at: record.at.as_micros(),
            actor: actor.to_owned(),
            actor_id,
            action: record.action.code().to_owned(),
            subject_id: record.subject.map(Id::of),
            request_id: record.request.map(Id::of),
            codes: columns::codes_json(record.codes.iter().map(String::as_str)),
        }
    }

    fn record(self) -> Result<AuditRecord, StoreError> {
        Ok(AuditRecord {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            at: Timestamp::from_micros(self.at),
            actor: match (self.actor.as_str(), self.actor_id) {
                ("anybody", None) => Actor::Anybody,
                ("user", Some(id)) => Actor::User(id.to()),
                ("operator", None) => Actor::Operator,
                ("system", None) => Actor::System,
                _ => return Err(impossible("audit.actor")),
            },
            action: Action::from_code(&self.action).ok_or_else(|| impossible("audit.action"))?,
            subject: self.subject_id.map(Id::to),
            request: self.request_id.map(Id::to),
            codes: columns::codes(&self.codes, "audit.codes")?,
        })
    }
}

impl AuditQueries for Conversation<'_> {
    fn audit(
        &mut self,
        tenant: TenantId,
        after: Option<AuditId>,
        limit: usize,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let mut page = audit::table
            .filter(audit::tenant_id.eq(Id::of(tenant)))
            .order(audit::id)
            .limit(columns::rows(limit))
            .select(AuditRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(audit::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(AuditRow::record)
            .collect()
    }
}

impl Audit for Conversation<'_> {
    fn record(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        let row = AuditRow::of(record);
        self.ask(|conn| diesel::insert_into(audit::table).values(row).execute(conn))
            .map(|_one| ())
    }
}
