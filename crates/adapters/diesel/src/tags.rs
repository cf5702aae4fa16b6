//! Tags, and the counts of a tenant.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Text};
use enroll_domain::id::{TagId, TenantId};
use enroll_domain::membership::{Tag, TagStanding, Title};
use enroll_repository::{Count, Moved, StoreError, TagQueries, Tags, Unique};

use crate::backend::Key;
use crate::columns::{self, Id, impossible, storable};
use crate::conversation::Conversation;
use crate::schema::tags;

const TITLE: Key = Key {
    constraint: "tags_title",
    columns: "tags.tenant_id, tags.title",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tags, treat_none_as_default_value = false)]
struct TagRow {
    tenant_id: Id,
    id: Id,
    number: i64,
    title: String,
    description: Option<String>,
    standing: String,
}

/// The last number of a count.
#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    last: i64,
}

fn standing_code(standing: TagStanding) -> &'static str {
    match standing {
        TagStanding::Active => "active",
        TagStanding::Retired => "retired",
    }
}

impl TagRow {
    fn of(tag: &Tag) -> Result<Self, StoreError> {
        Ok(Self {
            tenant_id: Id::of(tag.tenant),
            id: Id::of(tag.id),
            number: columns::whole(tag.number)?,
            title: tag.title.as_str().to_owned(),
            description: tag.description.as_deref().map(storable),
            standing: standing_code(tag.standing).to_owned(),
        })
    }

    fn tag(self) -> Result<Tag, StoreError> {
        Ok(Tag {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            number: columns::count(self.number, "tags.number")?,
            title: Title::parse(&self.title).map_err(|_rule| impossible("tags.title"))?,
            description: self.description,
            standing: match self.standing.as_str() {
                "active" => TagStanding::Active,
                "retired" => TagStanding::Retired,
                _ => return Err(impossible("tags.standing")),
            },
        })
    }
}

impl TagQueries for Conversation<'_> {
    fn tag(&mut self, tenant: TenantId, id: TagId) -> Result<Option<Tag>, StoreError> {
        let row = tags::table
            .find((Id::of(tenant), Id::of(id)))
            .select(TagRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(TagRow::tag)
            .transpose()
    }

    fn tag_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<Tag>, StoreError> {
        let Ok(number) = i64::try_from(number) else {
            return Ok(None);
        };
        let row = tags::table
            .filter(tags::tenant_id.eq(Id::of(tenant)))
            .filter(tags::number.eq(number))
            .select(TagRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(TagRow::tag)
            .transpose()
    }

    fn tags(&mut self, tenant: TenantId, after: Option<u64>, limit: usize) -> Result<Vec<Tag>, StoreError> {
        let mut page = tags::table
            .filter(tags::tenant_id.eq(Id::of(tenant)))
            .order(tags::number)
            .limit(columns::rows(limit))
            .select(TagRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(tags::number.gt(i64::try_from(after).unwrap_or(i64::MAX)));
        }
        self.ask(|conn| page.load(conn))?.into_iter().map(TagRow::tag).collect()
    }
}

impl Tags for Conversation<'_> {
    fn add_tag(&mut self, tag: &Tag) -> Result<(), StoreError> {
        let row = TagRow::of(tag)?;
        self.claim(&[(TITLE, Unique::Tag)], |conn| {
            diesel::insert_into(tags::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    fn set_tag(&mut self, tag: &Tag) -> Result<Moved, StoreError> {
        let row = tags::table.find((Id::of(tag.tenant), Id::of(tag.id)));
        let changed = (
            tags::title.eq(tag.title.as_str()),
            tags::description.eq(tag.description.as_deref().map(storable)),
            tags::standing.eq(standing_code(tag.standing)),
        );
        self.claim(&[(TITLE, Unique::Tag)], |conn| {
            diesel::update(row).set(changed).execute(conn)
        })
        .map(Moved::of)
    }

    fn next_number(&mut self, tenant: TenantId, count: Count) -> Result<u64, StoreError> {
        // Whoever comes second waits for the row of the first, be it new or old, and counts on from there.
        let next = sql_query(
            "INSERT INTO counters (tenant_id, name, last) VALUES ($1, $2, 1) \
             ON CONFLICT (tenant_id, name) DO UPDATE SET last = counters.last + 1 RETURNING last",
        )
        .bind::<Binary, _>(Id::of(tenant))
        .bind::<Text, _>(count.code());
        let counted: Counted = self.ask(|conn| next.get_result(conn))?;
        columns::count(counted.last, "counters.last")
    }
}
