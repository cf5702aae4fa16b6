//! Pages: what the links in mails open. Plain forms without script; a GET shows, only a POST does something, and no token is
//! ever put into another address than the one it came in.

pub(crate) mod activate;
pub(crate) mod confirm;
pub(crate) mod email;
mod field;
mod guard;
mod links;
pub(crate) mod register;
pub(crate) mod reset;
mod shown;
pub(crate) mod style;
pub(crate) mod welcome;

use actix_web::HttpResponse;
use enroll_application::Enrollment;
use enroll_domain::id::RequestId;
use url::Url;

use crate::problem::{Kind, Problem};
use shown::Page;

/// Where a person is: the name of the host they know us by.
#[derive(Debug, Clone)]
pub(crate) struct Host(String);

impl Host {
    /// The host of our public address.
    pub(crate) fn of(enrollment: &Enrollment) -> Self {
        let url = Url::parse(enrollment.public_url()).ok();
        Self(
            url.and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default(),
        )
    }

    /// Its name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Tells a person of a problem.
///
/// # Errors
/// A page that cannot be rendered.
pub(crate) fn problem(problem: &Problem, host: &Host, id: RequestId) -> Result<HttpResponse, Problem> {
    let (title, lead) = match problem.kind {
        Kind::Busy => (
            "One moment, please",
            "A lot is going on right now. Go back and try again in a minute; your link stays good.",
        ),
        Kind::RateLimited => (
            "Slowly, please",
            "That was tried too often in a short time. Wait a minute or two and try again; your link stays good.",
        ),
        Kind::Internal => (
            "Something went wrong here",
            "It is not your doing. Please try again later.",
        ),
        Kind::CrossSite => (
            "This form came from another site",
            "Please open the link in your mail again, and send the form from there.",
        ),
        _ => (problem.kind.title(), problem.words()),
    };
    let note = format!("Should you write to us about this, please mention {id}.");
    let page = Page::new(host, title).saying(lead).noting(note);
    page.respond_with(problem.kind.status(), |response| problem.add_headers(response))
}
