//! Where somebody goes with a link, as the two columns that proofs and attempts have for it.

use enroll_domain::proof::{Landing, LandsWhen};
use enroll_domain::registration::CallbackUrl;
use enroll_repository::StoreError;

use crate::columns::impossible;

/// The columns of the place, and of when somebody goes there.
pub(crate) fn columns(landing: Option<&Landing>) -> (Option<String>, Option<String>) {
    let columns = landing.map(|landing| {
        let when = match landing.when {
            LandsWhen::Afterwards => "afterwards",
            LandsWhen::AtOnce => "at_once",
        };
        (landing.url.as_str().to_owned(), when.to_owned())
    });
    columns.unzip()
}

/// The place again, and when.
pub(crate) fn landing(
    url: Option<String>,
    when: Option<String>,
    column: &'static str,
) -> Result<Option<Landing>, StoreError> {
    let (url, when) = match (url, when.as_deref()) {
        (None, None) => return Ok(None),
        (Some(url), Some("afterwards")) => (url, LandsWhen::Afterwards),
        (Some(url), Some("at_once")) => (url, LandsWhen::AtOnce),
        (Some(_), _) | (None, Some(_)) => return Err(impossible(column)),
    };
    let url = CallbackUrl::parse(&url).map_err(|_rule| impossible(column))?;
    Ok(Some(Landing { url, when }))
}
