//! What all pages of links share: looking at a link, saying that one is no longer good, and sending another mail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AddressForm, Call, LinkError, LinkState, RequestError};
use enroll_domain::proof::Purpose;

use super::shown::{Faults, Field, Form, Page};
use super::{Host, guard};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::parameters;
use crate::problem::Problem;

/// The name of the field that says which of a page's forms was sent.
pub(super) const CHOICE: &str = "choice";
/// The choice to be sent another mail.
pub(super) const MAIL: &str = "mail";
/// The choice to set the password, and nothing else.
pub(super) const SET: &str = "set";

/// A page of links.
pub(super) struct LinkPage {
    /// Where its forms are sent, relative to its own address.
    pub(super) action: &'static str,
    /// What its links are good for.
    pub(super) purpose: Purpose,
    /// The title where somebody comes without a link.
    pub(super) title: &'static str,
    /// What is said to somebody who comes without a link.
    pub(super) lead: &'static str,
    /// What is said of a link that was used or is too old.
    pub(super) expired: &'static str,
}

/// Why somebody is asked for their address.
#[derive(Clone, Copy)]
enum Why {
    NoLink,
    Expired,
    Invalid,
}

/// The form that somebody sent, if one of our pages did.
///
/// # Errors
/// A form from elsewhere, or a body that cannot be read.
pub(super) async fn sent(asked: &mut Asked) -> Result<parameters::Form, Problem> {
    guard::same_site(asked.headers(), asked.enrollment().public_url())?;
    asked.form().await
}

impl LinkPage {
    /// Shows the form for the link in the query, if it is good, and else what can be done instead. Nothing is consumed.
    ///
    /// # Errors
    /// enroll cannot serve the call now.
    pub(super) async fn show(
        &self,
        asked: &Asked,
        form: impl FnOnce(&Host, &str) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let host = asked.host();
        let token = asked.query().take("token").unwrap_or_default();
        if token.is_empty() {
            return self.ask(host, Why::NoLink, "", "", &Faults::none());
        }
        match asked
            .enrollment()
            .look_at_link(&asked.call()?, &token, self.purpose)
            .await?
        {
            LinkState::Good => form(host, &token),
            LinkState::Expired => self.ask(host, Why::Expired, &token, "", &Faults::none()),
            LinkState::Invalid => self.ask(host, Why::Invalid, "", "", &Faults::none()),
        }
    }

    /// Says why a link was not accepted, and what can be done instead.
    ///
    /// # Errors
    /// enroll cannot serve the call now.
    pub(super) fn refuse(&self, host: &Host, token: &str, error: LinkError) -> Result<HttpResponse, Problem> {
        match error {
            LinkError::Expired => self.ask(host, Why::Expired, token, "", &Faults::none()),
            LinkError::Invalid | LinkError::OtherTenant => self.ask(host, Why::Invalid, "", "", &Faults::none()),
            LinkError::Unavailable(unavailable) => Err(unavailable.into()),
        }
    }

    /// Sends another mail to the address in the form.
    ///
    /// # Errors
    /// enroll cannot serve the call now.
    pub(super) async fn mail(&self, asked: &Asked, form: &parameters::Form) -> Result<HttpResponse, Problem> {
        let (host, enrollment) = (asked.host(), asked.enrollment());
        let (email, token) = (form.text("email"), form.text("token"));
        // The link that is no longer good still says in which tenant the address is to be looked for.
        let call = asked.call()?;
        let call = Call {
            named: Some(enrollment.tenant_of_link(&call, token)),
            ..call
        };
        asked.charge(Cost::Mail)?;
        let address = AddressForm::of(Some(email));
        asked.charge_mail(&call, &address)?;
        let requested = match self.purpose {
            Purpose::Activation
            | Purpose::FirstPassword
            | Purpose::HandedFirstPassword
            | Purpose::Confirmation
            | Purpose::AddressChange => enrollment.resend_activation(&call, address, None).await,
            Purpose::PasswordReset => enrollment.request_password_reset(&call, address, None).await,
        };
        match requested {
            Ok(_) => Page::new(host, "Look into your mail")
                .saying("If there is something for this address, a mail with a link is on its way.")
                .saying("It may take a minute. If you do not see it, please look into the folder for spam as well.")
                .respond(StatusCode::OK),
            Err(RequestError::Rejected(rejections)) => {
                self.ask(host, Why::NoLink, token, email, &Faults::of_rejections(&rejections))
            }
            Err(error @ (RequestError::KeyReused | RequestError::Unavailable(_))) => Err(error.into()),
        }
    }

    /// The form for a password alone.
    pub(super) fn password_form<'a>(&self, token: &'a str, faults: &Faults) -> Form<'a> {
        Form::new(self.action, "Set password")
            .carrying("token", token)
            .carrying(CHOICE, SET)
            .asking(Some(Field::new_password("password").faulted(faults)))
    }

    fn ask(&self, host: &Host, why: Why, token: &str, email: &str, faults: &Faults) -> Result<HttpResponse, Problem> {
        let (title, lead, status) = match why {
            Why::NoLink if faults.touch("email") => (self.title, self.lead, StatusCode::UNPROCESSABLE_ENTITY),
            Why::NoLink => (self.title, self.lead, StatusCode::OK),
            Why::Expired => ("This link is no longer good", self.expired, StatusCode::GONE),
            Why::Invalid => (
                "This link is not complete",
                "Perhaps your mail program cut it in two. Open it from the mail again, or have another one sent to you.",
                StatusCode::BAD_REQUEST,
            ),
        };
        let form = Form::new(self.action, "Send me a mail")
            .carrying(CHOICE, MAIL)
            .carrying("token", token)
            .asking(Some(Field::email().holding(email).faulted(faults)));
        Page::new(host, title).saying(lead).with(form).respond(status)
    }
}
