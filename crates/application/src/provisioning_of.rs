//! Provisioning of a user: how far it has come, for drivers that have just made one.

use enroll_domain::id::UserId;
use enroll_repository::Provisioning;

use crate::{Call, Enrollment, Unavailable};

impl Enrollment {
    /// Where a user of the call's tenant stands in its identity provider; `None` if they were never to be there. It asks for no
    /// permission: for a driver that made the user itself a moment ago, and whose contract waits for the provider.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn provisioning_of(&self, call: &Call, user: UserId) -> Result<Option<Provisioning>, Unavailable> {
        let tenant = call.tenant();
        let standing = self.ports.store.view(move |queries| queries.provisioning(tenant, user));
        Ok(standing.await?)
    }
}
