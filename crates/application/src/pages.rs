//! Pages: a part of a longer list, and after what the next part begins.

use crate::Unavailable;
use crate::unavailable::unavailable;

/// The most items that a page holds.
pub const ITEMS_ON_A_PAGE: usize = 100;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// After what the next page begins; `None` on the last page.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// A page of at least 1 and at most 100 items. `read` is told how many to read: one more than the page holds, to know whether
    /// there is a next one.
    pub(crate) fn read<E>(
        limit: usize,
        key: impl FnOnce(&T) -> K,
        read: impl FnOnce(usize) -> Result<Vec<T>, E>,
    ) -> Result<Self, E> {
        let limit = limit.clamp(1, ITEMS_ON_A_PAGE);
        let mut items = read(limit + 1)?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(key);
        Ok(Self { items, next })
    }
}

/// Why a list is not shown, or nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The caller lacks the permission.
    #[error("the caller may not see this list")]
    Forbidden,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ListError);
