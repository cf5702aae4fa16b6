//! What a page is made of, as data: a title, some words, some forms. One template shows them all, so that every page looks and
//! behaves alike.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::Host;
pub(super) use super::field::{Faults, Field};
use crate::headers::PAGE_POLICY;
use crate::problem::Problem;

/// A page.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct Page<'a> {
    host: &'a str,
    title: &'a str,
    lead: Vec<String>,
    alert: Option<String>,
    forms: Vec<Form<'a>>,
    go_on: Option<String>,
    note: Option<String>,
}

/// A form: what it sends along, what it asks, and what its button says.
pub(super) struct Form<'a> {
    action: &'static str,
    hidden: Vec<(&'static str, &'a str)>,
    fields: Vec<Field>,
    button: &'static str,
    folded: Option<Folded>,
    lead: Option<&'static str>,
}

/// A form that is shown once it is asked for.
struct Folded {
    summary: &'static str,
    state: Fold,
}

/// Whether a folded form is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// It is, because it was just used.
    Open,
    /// It is not.
    Closed,
}

impl<'a> Page<'a> {
    /// A page with this title.
    pub(super) fn new(host: &'a Host, title: &'a str) -> Self {
        let host = host.as_str();
        Self {
            host,
            title,
            lead: Vec::new(),
            alert: None,
            forms: Vec::new(),
            go_on: None,
            note: None,
        }
    }

    /// Says this before the forms.
    pub(super) fn saying(mut self, paragraph: impl Into<String>) -> Self {
        self.lead.push(paragraph.into());
        self
    }

    /// Says this in small letters at the end.
    pub(super) fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Says first that something went wrong, and how to put it right.
    pub(super) fn alerting(mut self, alert: Option<impl Into<String>>) -> Self {
        self.alert = alert.map(Into::into);
        self
    }

    /// Shows this form too.
    pub(super) fn with(mut self, form: Form<'a>) -> Self {
        self.forms.push(form);
        self
    }

    /// Offers to go on to a host that the tenant's list allows.
    pub(super) fn going_on(mut self, url: Option<&str>) -> Self {
        self.go_on = url.map(str::to_owned);
        self
    }

    /// The answer that shows the page.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub(super) fn respond(&self, status: StatusCode) -> Result<HttpResponse, Problem> {
        self.respond_with(status, |_| {})
    }

    /// The answer that shows the page, with further headers.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub(super) fn respond_with(
        &self,
        status: StatusCode,
        add: impl FnOnce(&mut HttpResponseBuilder),
    ) -> Result<HttpResponse, Problem> {
        let html = self.render().map_err(Problem::internal)?;
        let mut response = HttpResponse::build(status);
        add(&mut response);
        response.insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY));
        Ok(response.content_type("text/html; charset=utf-8").body(html))
    }
}

impl<'a> Form<'a> {
    /// A form that is sent to `action`, an address relative to the page's own.
    pub(super) const fn new(action: &'static str, button: &'static str) -> Self {
        Self {
            action,
            hidden: Vec::new(),
            fields: Vec::new(),
            button,
            folded: None,
            lead: None,
        }
    }

    /// Sends this along.
    pub(super) fn carrying(mut self, name: &'static str, value: &'a str) -> Self {
        self.hidden.push((name, value));
        self
    }

    /// Asks this.
    pub(super) fn asking(mut self, field: Option<Field>) -> Self {
        self.fields.extend(field);
        self
    }

    /// Says this before its fields.
    pub(super) const fn saying(mut self, lead: &'static str) -> Self {
        self.lead = Some(lead);
        self
    }

    /// Is shown only once `summary` is opened.
    pub(super) fn folded(mut self, summary: &'static str, state: Fold) -> Self {
        self.folded = Some(Folded { summary, state });
        self
    }

    fn is_open(&self) -> bool {
        self.folded.as_ref().is_some_and(|folded| folded.state == Fold::Open)
    }
}
