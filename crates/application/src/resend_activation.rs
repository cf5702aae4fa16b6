//! Resend activation: another mail with a link, for the attempts that are open.

use enroll_domain::audit::Action;
use enroll_domain::registration::Ask;

use crate::{Call, Enrollment, Receipt, Receipted, RequestError, Requested};

impl Enrollment {
    /// Accepts the request, whatever the address is. Unknown and active addresses get nothing.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn resend_activation(
        &self,
        call: &Call,
        email: Option<&str>,
        receipt: Option<Receipt<Requested>>,
    ) -> Result<Receipted<Requested>, RequestError> {
        self.request_by_address(call, Ask::Resend, Action::ActivationResent, email, receipt)
            .await
    }
}
