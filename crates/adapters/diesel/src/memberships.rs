//! Where users stand within their tenant: columns of the user, and a row for each tag.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use enroll_domain::id::{TagId, TenantId, UserId};
use enroll_domain::membership::Membership;
use enroll_domain::referral::ReferralCode;
use enroll_repository::{Moved, StoreError};

use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::schema::{user_tags, users};

/// Where a user stands, but for the tags.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct MembershipColumns {
    number: Option<i64>,
    department_id: Option<Id>,
    section_id: Option<Id>,
    package_id: Option<Id>,
    referral_code: Option<String>,
    inviter_id: Option<Id>,
}

impl MembershipColumns {
    /// The columns of a membership.
    pub(crate) fn of(membership: &Membership) -> Result<Self, StoreError> {
        Ok(Self {
            number: membership.number.map(columns::whole).transpose()?,
            department_id: membership.department.map(Id::of),
            section_id: membership.section.map(Id::of),
            package_id: membership.package.map(Id::of),
            referral_code: membership.referral_code.as_ref().map(|code| code.as_str().to_owned()),
            inviter_id: membership.inviter.map(Id::of),
        })
    }

    /// The membership again, with these tags.
    pub(crate) fn membership(self, tags: BTreeSet<TagId>) -> Result<Membership, StoreError> {
        let number = self.number.map(|number| columns::count(number, "users.number"));
        let code = self.referral_code.map(|code| ReferralCode::parse(&code)).transpose();
        Ok(Membership {
            number: number.transpose()?,
            department: self.department_id.map(Id::to),
            section: self.section_id.map(Id::to),
            tags,
            package: self.package_id.map(Id::to),
            referral_code: code.map_err(|_rule| impossible("users.referral_code"))?,
            inviter: self.inviter_id.map(Id::to),
        })
    }
}

impl Conversation<'_> {
    /// The tags of each user who bears one and whose id lies between these two, both included.
    pub(crate) fn tags_between(
        &mut self,
        tenant: TenantId,
        first: Id,
        last: Id,
    ) -> Result<BTreeMap<Id, BTreeSet<TagId>>, StoreError> {
        let rows = self.ask(|conn| {
            user_tags::table
                .filter(user_tags::tenant_id.eq(Id::of(tenant)))
                .filter(user_tags::user_id.between(first, last))
                .select((user_tags::user_id, user_tags::tag_id))
                .load::<(Id, Id)>(conn)
        })?;
        let mut tags: BTreeMap<Id, BTreeSet<TagId>> = BTreeMap::new();
        for (user, tag) in rows {
            tags.entry(user).or_default().insert(tag.to());
        }
        Ok(tags)
    }

    /// Gives a user these tags.
    pub(crate) fn add_tags(
        &mut self,
        tenant: TenantId,
        user: UserId,
        tags: &BTreeSet<TagId>,
    ) -> Result<(), StoreError> {
        for tag in tags {
            let row = (
                user_tags::tenant_id.eq(Id::of(tenant)),
                user_tags::user_id.eq(Id::of(user)),
                user_tags::tag_id.eq(Id::of(*tag)),
            );
            self.ask(|conn| diesel::insert_into(user_tags::table).values(row).execute(conn))?;
        }
        Ok(())
    }

    /// Replaces what of a membership may change, unless the user is closed.
    pub(crate) fn replace_membership(
        &mut self,
        tenant: TenantId,
        user: UserId,
        membership: &Membership,
    ) -> Result<Moved, StoreError> {
        let open = users::table
            .find((Id::of(tenant), Id::of(user)))
            .filter(users::state.ne("closed"));
        let changed = (
            users::department_id.eq(membership.department.map(Id::of)),
            users::section_id.eq(membership.section.map(Id::of)),
            users::package_id.eq(membership.package.map(Id::of)),
        );
        // The row of the user is locked from here on, so of two changes at once the tags of one stay, never some of both.
        let moved = self
            .ask(|conn| diesel::update(open).set(changed).execute(conn))
            .map(Moved::of)?;
        match moved {
            Moved::Stale => {}
            Moved::Yes => {
                let before = user_tags::table
                    .filter(user_tags::tenant_id.eq(Id::of(tenant)))
                    .filter(user_tags::user_id.eq(Id::of(user)));
                self.ask(|conn| diesel::delete(before).execute(conn))?;
                self.add_tags(tenant, user, &membership.tags)?;
            }
        }
        Ok(moved)
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection as _};
    use enroll_domain::identifier::EmailAddress;
    use enroll_repository::{Queries, Reading};

    use crate::backend::{self, Use};
    use crate::conversation;
    use crate::database_url::DatabaseUrl;

    use super::*;

    type Read = fn(&mut dyn Queries) -> Result<Vec<enroll_domain::user::User>, StoreError>;

    const TENANT: TenantId = TenantId::DEFAULT;
    const THREE_WITH_TWO_TAGS: &str = "\
        INSERT INTO tags SELECT id, id, 1, 'one', NULL, 'active' FROM tenants; \
        INSERT INTO tags SELECT id, X'00000000000000000000000000000009', 2, 'two', NULL, 'active' FROM tenants; \
        INSERT INTO users (tenant_id, id, created_at, state, profile, chosen_by) SELECT tenants.id, one.column1, 1, \
            'pending', '{}', 'owner' FROM tenants, (VALUES (X'00000000000000000000000000000001'), \
            (X'00000000000000000000000000000002'), (X'00000000000000000000000000000003')) AS one; \
        INSERT INTO user_tags SELECT users.tenant_id, users.id, tags.id FROM users, tags; \
        INSERT INTO identifiers SELECT tenant_id, 'email', 'ada@example.org', min(id), 'ada@example.org', '', NULL, NULL \
            FROM users";

    #[test]
    fn one_user_and_a_page_of_them_are_read_with_three_statements() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("enroll.db"));
        let patience = Duration::from_secs(1);
        crate::migrations::apply(&mut backend::connect(&url, Use::Migrating, patience).unwrap()).unwrap();
        let mut conn = backend::connect(&url, Use::Work, patience).unwrap();
        conn.batch_execute(THREE_WITH_TWO_TAGS).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event
                && query.to_string().contains("SELECT")
            {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        let page = |queries: &mut dyn Queries| queries.users(TENANT, None, 10);
        let one = |queries: &mut dyn Queries| {
            let address = EmailAddress::parse("ada@example.org").unwrap();
            Ok(queries.user_by_email(TENANT, address.key())?.into_iter().collect())
        };
        let readings: [(usize, Read); 2] = [(3, page), (1, one)];
        for (users, read) in readings {
            asked.store(0, Ordering::Relaxed);
            let mut reading: Reading = Box::new(move |queries| {
                let found = read(queries)?;
                assert_eq!(found.len(), users);
                assert!(found.iter().all(|user| user.membership.tags.len() == 2));
                Ok(())
            });
            conversation::read(&mut conn, &mut reading).unwrap();
            assert_eq!(asked.load(Ordering::Relaxed), 3);
        }
    }
}
