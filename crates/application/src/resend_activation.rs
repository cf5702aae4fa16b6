//! Resend activation: another mail with a link, for the attempts that are open, or for a user whose address is not proved yet.

use enroll_domain::audit::Action;
use enroll_domain::registration::Ask;

use crate::{AddressForm, Call, Enrollment, Receipt, Receipted, RequestError, Requested};

impl Enrollment {
    /// Accepts the request, whatever the address is. Unknown addresses, and those that were proved, get nothing.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn resend_activation(
        &self,
        call: &Call,
        form: AddressForm<'_>,
        receipt: Option<Receipt<Requested>>,
    ) -> Result<Receipted<Requested>, RequestError> {
        self.request_by_address(call, Ask::Resend, Action::ActivationResent, form, receipt)
            .await
    }
}
