//! Manage tags: each has a number that is counted within the tenant, and by which it is named.

use enroll_domain::audit::Action;
use enroll_domain::membership::{Tag, TagStanding, Title};
use enroll_domain::role::Needed;
use enroll_repository::{Count, Moved, Stop, StoreError, Unique};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Description, Enrollment, ListError, Page, Unavailable};

/// What a tag is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagForm {
    /// What people call it.
    pub title: Title,
    /// What it is for.
    pub description: Option<Description>,
    /// Whether users may be given it.
    pub standing: TagStanding,
}

/// Why a tag was neither made nor changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageTagsError {
    /// The caller lacks `tag.manage`.
    #[error("the caller may not manage tags")]
    Forbidden,
    /// There is no tag of this number.
    #[error("there is no such tag")]
    NotFound,
    /// Another one has the title.
    #[error("there is a tag of this title")]
    TitleTaken,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageTagsError);

impl Enrollment {
    /// Up to `limit` tags of the caller's tenant (at least 1, at most 100), those whose numbers come after `after`. Needs
    /// `user.read`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_tags(
        &self,
        caller: &Caller,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Page<Tag, u64>, ListError> {
        if !caller.may(Needed::ReadUsers) {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            Page::read(
                limit,
                |tag: &Tag| tag.number,
                |limit| queries.tags(tenant, after, limit),
            )
        });
        Ok(page.await?)
    }

    /// Makes a tag, which gets the next number. Needs `tag.manage`.
    ///
    /// # Errors
    /// [`ManageTagsError`], but for `NotFound`.
    pub async fn create_tag(&self, caller: &Caller, form: TagForm) -> Result<Tag, ManageTagsError> {
        if !caller.may(Needed::ManageTags) {
            return Err(ManageTagsError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let id = self.mint(now).id()?;
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::TagCreated)?
            .about(id);
        let written = self.ports.store.atomically::<_, ManageTagsError>(move |tx| {
            let tag = Tag {
                id,
                tenant,
                number: tx.next_number(tenant, Count::Tags)?,
                title: form.title.clone(),
                description: words(form.description.as_ref()),
                standing: form.standing,
            };
            tx.add_tag(&tag).map_err(title_taken)?;
            tx.record(&audit.clone().coded(format!("tag:{}", tag.number)))?;
            Ok(tag)
        });
        written.await
    }

    /// Replaces title, description and standing of a tag. Users who bear it keep it, whatever its standing. Needs `tag.manage`.
    ///
    /// # Errors
    /// [`ManageTagsError`].
    pub async fn replace_tag(&self, caller: &Caller, number: u64, form: TagForm) -> Result<Tag, ManageTagsError> {
        if !caller.may(Needed::ManageTags) {
            return Err(ManageTagsError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::TagChanged)?
            .coded(format!("tag:{number}"));
        let written = self.ports.store.atomically::<_, ManageTagsError>(move |tx| {
            let missing = || Stop::Because(ManageTagsError::NotFound);
            let known = tx.tag_by_number(tenant, number)?.ok_or_else(missing)?;
            let tag = Tag {
                title: form.title.clone(),
                description: words(form.description.as_ref()),
                standing: form.standing,
                ..known
            };
            if tx.set_tag(&tag).map_err(title_taken)? == Moved::Stale {
                return Err(missing());
            }
            tx.record(&audit.clone().about(tag.id))?;
            Ok(tag)
        });
        written.await
    }
}

fn words(description: Option<&Description>) -> Option<String> {
    description.map(|words| words.as_str().to_owned())
}

fn title_taken(error: StoreError) -> Stop<ManageTagsError> {
    match error {
        StoreError::Conflict(Unique::Tag) => Stop::Because(ManageTagsError::TitleTaken),
        other @ (StoreError::Conflict(_) | StoreError::Busy | StoreError::Broken(_)) => Stop::Store(other),
    }
}
