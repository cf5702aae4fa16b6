//! Tags, and whole numbers that are counted within a tenant.

use enroll_domain::id::{TagId, TenantId};
use enroll_domain::membership::Tag;
use enroll_repository::{Count, Moved, StoreError, TagQueries, Tags, Unique};

use super::tables::Tables;

impl TagQueries for Tables {
    fn tag(&mut self, tenant: TenantId, id: TagId) -> Result<Option<Tag>, StoreError> {
        Ok(self.tags.rows().get(&(tenant, id)).cloned())
    }

    fn tag_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<Tag>, StoreError> {
        let mut all = self.tags.rows().values();
        Ok(all.find(|tag| tag.tenant == tenant && tag.number == number).cloned())
    }

    fn tags(&mut self, tenant: TenantId, after: Option<u64>, limit: usize) -> Result<Vec<Tag>, StoreError> {
        let all = self.tags.rows().values();
        let mut wanted: Vec<&Tag> = all
            .filter(|tag| tag.tenant == tenant && after.is_none_or(|after| tag.number > after))
            .collect();
        wanted.sort_by_key(|tag| tag.number);
        Ok(wanted.into_iter().take(limit).cloned().collect())
    }
}

impl Tags for Tables {
    fn add_tag(&mut self, tag: &Tag) -> Result<(), StoreError> {
        self.in_tenant(tag.tenant)?;
        self.claim_tag(tag)?;
        if self.tag_by_number(tag.tenant, tag.number)?.is_some() {
            return self.fail(StoreError::broken("a number was used twice"));
        }
        self.insert(|tables| &mut tables.tags, (tag.tenant, tag.id), tag.clone())
    }

    fn set_tag(&mut self, tag: &Tag) -> Result<Moved, StoreError> {
        let Some(before) = self.tag(tag.tenant, tag.id)? else {
            return Ok(Moved::Stale);
        };
        self.claim_tag(tag)?;
        let after = Tag {
            number: before.number,
            ..tag.clone()
        };
        self.tags.rows_mut().insert((tag.tenant, tag.id), after);
        Ok(Moved::Yes)
    }

    fn next_number(&mut self, tenant: TenantId, count: Count) -> Result<u64, StoreError> {
        self.in_tenant(tenant)?;
        let last = self.counts.rows_mut().entry((tenant, count)).or_insert(0);
        *last = last.saturating_add(1);
        Ok(*last)
    }
}

impl Tables {
    /// No other tag has the title.
    fn claim_tag(&mut self, tag: &Tag) -> Result<(), StoreError> {
        let mut others = self.tags.rows().values().filter(|other| other.id != tag.id);
        if others.any(|other| (other.tenant, &other.title) == (tag.tenant, &tag.title)) {
            self.fail(StoreError::Conflict(Unique::Tag))
        } else {
            Ok(())
        }
    }
}
