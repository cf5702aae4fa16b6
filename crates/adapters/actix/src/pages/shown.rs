//! What a page is made of, as data: a title, some words, some forms. One template shows them all, so that every page looks and
//! behaves alike.

use std::borrow::Cow;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;
use enroll_domain::profile::Field as ProfileField;
use enroll_domain::registration::Presence;
use enroll_domain::{Input, Rejections, Rule};

use super::Host;
use crate::headers::PAGE_POLICY;
use crate::problem::Problem;
use crate::violation::explain;

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

/// One field of a form.
pub(super) struct Field {
    label: Cow<'static, str>,
    name: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<&'static str>,
    presence: Presence,
    value: String,
    faults: Vec<String>,
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

impl Field {
    fn new(
        label: impl Into<Cow<'static, str>>,
        name: &'static str,
        kind: &'static str,
        autocomplete: &'static str,
    ) -> Self {
        Self {
            label: label.into(),
            name,
            kind,
            autocomplete,
            hint: None,
            presence: Presence::Required,
            value: String::new(),
            faults: Vec::new(),
        }
    }

    /// The password that somebody chose before.
    pub(super) fn present_password(name: &'static str) -> Self {
        Self::new("Password", name, "password", "current-password")
    }

    /// A password that takes the place of another.
    pub(super) fn new_password(name: &'static str) -> Self {
        Self {
            label: "New password".into(),
            ..Self::chosen_password(name)
        }
    }

    /// A password that somebody chooses now.
    pub(super) fn chosen_password(name: &'static str) -> Self {
        let hint = "A few words that have nothing to do with each other make a good one.";
        Self {
            hint: Some(hint),
            ..Self::new("Password", name, "password", "new-password")
        }
    }

    /// A user name.
    pub(super) fn username() -> Self {
        Self::new("User name", "username", "text", "username")
    }

    /// An address.
    pub(super) fn email() -> Self {
        Self::new("E-mail address", "email", "email", "email")
    }

    /// A field of the profile.
    pub(super) fn profile(field: ProfileField, presence: Presence) -> Self {
        let (kind, autocomplete) = match field.name() {
            "given_name" => ("text", "given-name"),
            "family_name" => ("text", "family-name"),
            "nickname" => ("text", "nickname"),
            "phone_number" | "contact_phone" => ("tel", "tel"),
            "alternate_email" | "notification_email" => ("email", "off"),
            "company_name" => ("text", "organization"),
            "country" => ("text", "country"),
            "website" | "avatar_url" => ("url", "off"),
            _ => ("text", "off"),
        };
        let hint = match autocomplete {
            "given-name" | "family-name" => None,
            _ => Some(field.rule().description),
        };
        Self {
            hint,
            presence,
            ..Self::new(spelled(field.name()), field.name(), kind, autocomplete)
        }
    }

    fn is_optional(&self) -> bool {
        self.presence != Presence::Required
    }

    /// The terms in force, to be accepted by a tick.
    pub(super) fn terms(version: &str) -> Self {
        let label = format!("I accept the terms, version {version}");
        Self::new(label, "terms_version", "checkbox", "off").holding(version)
    }

    /// Shows what was typed before. Never for a password.
    pub(super) fn holding(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// Says what is wrong with it.
    pub(super) fn faulted(mut self, faults: &Faults) -> Self {
        self.faults = faults
            .of(self.name)
            .map(|words| format!("{} {words}.", self.label))
            .collect();
        self
    }
}

/// What is wrong with a form that was sent, by the names of its fields.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// Nothing is wrong yet.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// One rule is broken.
    pub(super) fn one(input: Input, rule: Rule) -> Self {
        Self(vec![(input.name(), explain(rule))])
    }

    /// These rules are broken.
    pub(super) fn of_rejections(rejections: &Rejections) -> Self {
        Self(
            rejections
                .as_slice()
                .iter()
                .map(|found| (found.input.name(), explain(found.rule)))
                .collect(),
        )
    }

    /// Whether anything is wrong with a field.
    pub(super) fn touch(&self, name: &str) -> bool {
        self.of(name).next().is_some()
    }

    fn of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, words)| words.as_str())
    }
}

/// The name of a field as people read it: `given_name` is "Given name".
fn spelled(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
