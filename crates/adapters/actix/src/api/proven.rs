//! What shows that somebody reads the mail of an address: the token of the link in it, or the code that stands beside the link.

use enroll_application::{CodeForm, Enrollment};
use enroll_domain::id::TenantId;
use enroll_domain::{Gathered, Input, Rejections, Rule};

use crate::reader::Reader;

/// The one or the other, as it was sent.
pub(super) enum Proven {
    /// The token of a link.
    Link(String),
    /// An address, and the code of a mail to it.
    Code { email: String, code: String },
}

impl Proven {
    /// Reads `token`, or `email` and `code`: the one or the other, and never both.
    pub(super) fn read(body: &mut Reader) -> Self {
        let (email, code) = (body.text("email"), body.text("code"));
        if email.is_none() && code.is_none() {
            return Self::Link(body.required("token"));
        }
        if body.text("token").is_some() {
            body.reject("token", Rule::NotAccepted);
        }
        for (name, text) in [("email", &email), ("code", &code)] {
            if text.as_deref().unwrap_or_default().is_empty() {
                body.reject(name, Rule::Required);
            }
        }
        Self::Code {
            email: email.unwrap_or_default(),
            code: code.unwrap_or_default(),
        }
    }

    /// What a code and a new password beside it break, or the password beside a link.
    pub(super) fn examine(&self, enrollment: &Enrollment, tenant: TenantId, password: &str) -> Result<(), Rejections> {
        let mut gathered = Gathered::new();
        if let Self::Code { email, code } = self {
            gathered.add(enrollment.examine_code(CodeForm { email, code }));
        }
        gathered.add(enrollment.examine_new_password(tenant, Input::Password, password));
        gathered.finish()
    }
}
