//! Whether Keycloak is set up for us, asked without writing anything.

use serde::Deserialize;

use crate::calls::Call;
use crate::directory::Directory;
use crate::failure::{Failure, Reason};
use crate::realm;

const READ_REALM: &str = "read the realm";

/// What we read of a realm.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Realm {
    edit_username_allowed: Option<bool>,
}

impl Directory {
    pub(crate) async fn check(&self) -> Result<(), Failure> {
        self.page(0, 1).await?;
        let call = Call::get(READ_REALM, &[]);
        let found = self.0.send(&call).await?.found()?;
        let realm: Realm = found.ok_or(Failure::new(READ_REALM, Reason::NoRealm))?.json()?;
        if realm.edit_username_allowed != Some(true) {
            return Err(Failure::new(READ_REALM, Reason::NamesAreFixed));
        }
        let profile = self.profile().await?;
        realm::keeps(&profile).map_err(|keeping| Failure::new(READ_REALM, Reason::Keeping(keeping)))?;
        self.may_make().await?;
        self.may_read_roles().await?;
        for path in &self.0.settings().groups {
            self.group(path).await?;
        }
        Ok(())
    }
}
