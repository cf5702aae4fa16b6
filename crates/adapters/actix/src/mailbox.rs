//! The development mailbox: every mail as it looks, with its links at hand. For the loopback alone, and only where somebody
//! gave us one.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap};
use askama::Template;
use serde::Serialize;
use url::{Host, Url};

use crate::asked::Asked;
use crate::options::MailShown;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

/// Mails bring styles of their own; nothing else is let in.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/dev/mailbox",
        face: Face::Person,
        handler: |asked| Box::pin(page(asked)),
        operation: Described::InDevelopmentOnly,
    },
    Route {
        verb: Verb::Get,
        path: "/dev/mailbox.json",
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::InDevelopmentOnly,
    },
];

/// A mail with its links.
#[derive(Serialize)]
struct Mail {
    id: String,
    to: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
}

impl From<MailShown> for Mail {
    fn from(mail: MailShown) -> Self {
        let MailShown {
            id,
            to,
            subject,
            text,
            html,
        } = mail;
        let links = links(&text);
        Self {
            id,
            to,
            subject,
            text,
            html,
            links,
        }
    }
}

impl Mail {
    /// The HTML part for a frame, in which a link opens a tab of its own: within the frame it could not be shown.
    fn framed(&self) -> String {
        format!("<base target=\"_blank\">{}", self.html)
    }
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MailboxPage {
    mails: Vec<Mail>,
}

async fn page(asked: Asked) -> Result<HttpResponse, Problem> {
    let mut mails = mails(&asked)?;
    // In the list the newest comes last; a person looks for it first.
    mails.reverse();
    let html = MailboxPage { mails }.render().map_err(Problem::internal)?;
    let policy = (header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(HttpResponse::Ok()
        .insert_header(policy)
        .content_type("text/html; charset=utf-8")
        .body(html))
}

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(mails(&asked)?))
}

fn mails(asked: &Asked) -> Result<Vec<Mail>, Problem> {
    let nothing = || Problem::from(Kind::NotFound);
    let mails = asked.options().mailbox().ok_or_else(nothing)?;
    if is_local(asked) {
        Ok(mails.into_iter().map(Mail::from).collect())
    } else {
        Err(nothing())
    }
}

/// Whether the request comes from this machine, and from nobody behind it: not through a proxy, and not from a page of another
/// site whose name was made to mean this machine.
fn is_local(asked: &Asked) -> bool {
    let peer = asked.client().is_some_and(|client| client.to_canonical().is_loopback());
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip"]
        .iter()
        .any(|name| asked.headers().contains_key(*name));
    peer && !forwarded && is_own_name(asked.headers(), asked.enrollment().public_url())
}

fn is_own_name(headers: &HeaderMap, public_url: &str) -> bool {
    let given = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(url) = given.and_then(|host| Url::parse(&format!("http://{host}")).ok()) else {
        return false;
    };
    let public = Url::parse(public_url).is_ok_and(|public| public.host() == url.host());
    public
        || match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// The links in a text, each once, in their order.
fn links(text: &str) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
        let link = word.trim_end_matches(['.', ',', ')', ';', '!', '?']);
        let schemed = link.starts_with("http://") || link.starts_with("https://");
        if schemed && links.iter().all(|known| known != link) {
            links.push(link.to_owned());
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_once_each_and_without_the_punctuation_around_them() {
        let text = "Open <http://h/activate?token=a_b-c>, or http://h/x. Not ftp://h/y.\nhttp://h/x";
        assert_eq!(links(text), ["http://h/activate?token=a_b-c", "http://h/x"]);
    }
}
