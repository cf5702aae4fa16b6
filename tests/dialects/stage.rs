//! The stage of a transcript: a server on a SQLite store of its own, with the contract bound to one tenant, another tenant beside it,
//! and the people that transcripts speak as.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use enroll::adapters::actix::{Binding, Dialect, Options as Surroundings, Server};
use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{Answer, Mailbox, MemoryIdentityProvider, MemoryStrength};
use enroll::adapters::passwords::{HashingPool, HashingSettings};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::domain::document::Document;
use enroll::domain::registration::{HostName, Policy};
use enroll::domain::tenant::TenantName;
use enroll::ports::repository::Channel;
use enroll::{Enroll, Relay, Running};
use enroll_tests::api::Api;
use enroll_tests::until::until;
use tempfile::TempDir;

use crate::pattern::{Known, compare};
use crate::people;
use crate::transcript::{Directive, Exchange, Transcript};

/// A root secret that guards nothing.
const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A server to talk to.
pub(crate) struct Stage {
    api: Api,
    mailbox: Mailbox,
    relay: Relay,
    known: Known,
    _running: Running,
    _folder: TempDir,
}

impl Stage {
    /// Opens a stage for a contract.
    pub(crate) async fn open(dialect: Dialect, directives: &[Directive]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let public_url = format!("http://{}", listener.local_addr().unwrap());
        let (mailbox, provider) = (Mailbox::new(), MemoryIdentityProvider::new());
        let enroll = wire(&url, &public_url, policy(dialect, directives), &mailbox, &provider);
        enroll.prepare().await.unwrap();
        let mut binding = Binding::new(dialect, tenant("acme"));
        for (name, value) in settings(directives) {
            binding = binding.with(name, value).unwrap();
        }
        let surroundings = Surroundings::new().with_dialect(binding);
        let server = Server::on(listener, enroll.enrollment().clone(), surroundings).unwrap();
        tokio::spawn(async move { server.run().await.unwrap() });
        let mut known = people::born(enroll.enrollment()).await;
        known.insert("base".to_owned(), public_url.clone());
        for answers in named(directives, "provider") {
            provider.answer_next(answers.split(',').map(|word| answer(word.trim())));
        }
        let (relay, running) = (enroll.relay().clone(), enroll.start());
        Self {
            api: Api::new(&public_url),
            mailbox,
            relay,
            known,
            _running: running,
            _folder: folder,
        }
    }

    /// Plays a transcript to its end.
    pub(crate) async fn play(&mut self, transcript: &Transcript) {
        for exchange in &transcript.exchanges {
            let place = format!("{}:{}", transcript.path, exchange.line);
            self.exchange(&place, exchange).await;
        }
    }

    async fn exchange(&mut self, place: &str, exchange: &Exchange) {
        let target = self.filled(&exchange.target).await;
        let mut call = self.api.call(&exchange.method, &target);
        for (name, value) in &exchange.headers {
            let name: &'static str = Box::leak(name.clone().into_boxed_str());
            call = call.header(name, &self.filled(value).await);
        }
        if let Some(body) = &exchange.body {
            call = call.body(self.filled(body).await);
        }
        let answer = call.send().await;
        let text = answer.text.as_str();
        assert_eq!(answer.status, exchange.status, "{place}: {text}");
        for (name, expected) in &exchange.answer_headers {
            let expected = self.filled(expected).await;
            let given = answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
            if let Err(differs) = compare(&expected, given, &mut self.known) {
                panic!("{place}: the header {name}\n{differs}");
            }
        }
        let expected = self.filled(&exchange.answer_body).await;
        if let Err(differs) = compare(&expected, text, &mut self.known) {
            panic!("{place}\n{differs}");
        }
    }

    /// A text with everything in it that is known by now.
    async fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{$") {
            let (name, after) = after.split_once("}}").expect("a placeholder ends with }}");
            filled.push_str(before);
            filled.push_str(&self.value_of(name).await);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    async fn value_of(&self, name: &str) -> String {
        match name.split_once(':') {
            Some(("chars", count)) => "a".repeat(count.parse().unwrap()),
            Some(("mail", wanted)) => {
                let (address, page) = wanted.split_once('/').unwrap_or((wanted, ""));
                token_in(&self.mail_to(address, &format!("/{page}")).await)
            }
            Some(("mailbody", address)) => self.mail_to(address, "").await,
            Some(("nomail", address)) => {
                until("every mail to be out", || async {
                    self.all_mail_is_out().await.then_some(())
                })
                .await;
                assert!(self.newest(address, "").is_none(), "there is a mail to {address}");
                String::new()
            }
            _ => {
                let found = self.known.get(name);
                found.unwrap_or_else(|| panic!("nothing is called {name}")).clone()
            }
        }
    }

    /// The newest mail to an address that names a page, when no other one is on its way: an older one may hold a link that is worth
    /// nothing by now.
    async fn mail_to(&self, address: &str, page: &str) -> String {
        let newest = || async {
            let out = self.all_mail_is_out().await;
            self.newest(address, page).filter(|_| out)
        };
        until(format!("a mail to {address}"), newest).await
    }

    async fn all_mail_is_out(&self) -> bool {
        self.relay.backlog(Channel::Mail).await.unwrap().open == 0
    }

    /// Subject and text of the newest mail to an address that names a page.
    fn newest(&self, address: &str, page: &str) -> Option<String> {
        let letters = self.mailbox.letters();
        let found = letters
            .iter()
            .rev()
            .find(|letter| letter.letter.to.as_str() == address && letter.letter.text.contains(page))?;
        Some(format!("{}\n{}", found.letter.subject, found.letter.text))
    }
}

/// The token of the link in a mail.
fn token_in(mail: &str) -> String {
    let (_, after) = mail.split_once("token=").expect("the mail holds a link");
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
    after[..end.unwrap_or(after.len())].to_owned()
}

fn wire(url: &str, public_url: &str, policy: Policy, mailbox: &Mailbox, provider: &MemoryIdentityProvider) -> Enroll {
    DieselStore::migrate(url).unwrap();
    let store = DieselStore::open(url, Options::default()).unwrap();
    let secret = RootSecret::parse(SECRET).unwrap();
    let tokens = Arc::new(Tokens::new(&secret, None, public_url.to_owned(), public_url.to_owned()));
    let cheap = HashingSettings {
        memory_kib: 64,
        passes: 1,
        ..HashingSettings::default()
    };
    let mut builder = Enroll::builder()
        .public_url(public_url)
        .store(Arc::new(store))
        .hasher(Arc::new(HashingPool::new(&cheap).unwrap()))
        .strength(Arc::new(MemoryStrength))
        .tokens(tokens.clone(), tokens)
        .mailer(Arc::new(mailbox.clone()));
    for target in &policy.provisioning {
        builder = builder.identity_provider(target.clone(), Arc::new(provider.clone()));
    }
    builder
        .tenant(tenant("acme"), policy)
        .tenant(tenant("other"), Policy::private())
        .build()
        .unwrap()
}

fn policy(dialect: Dialect, directives: &[Directive]) -> Policy {
    let mut policy = dialect.preset().policy();
    policy.hosts = vec![HostName::parse("acme.example").unwrap()];
    let Document::Table(mut members) = policy.write() else {
        panic!("a policy is a table");
    };
    for written in named(directives, "policy") {
        let given: serde_json::Value = serde_json::from_str(written).unwrap();
        let given = given.as_object().expect("a policy is an object");
        for (name, value) in given {
            replace(&mut members, name, document(value));
        }
    }
    let policy = Policy::read(Document::Table(members)).unwrap_or_else(|flaws| panic!("{flaws}"));
    let clerk = people::clerk(policy.roles.clone());
    Policy { roles: clerk, ..policy }
}

/// Puts a member in the place of another; a table only replaces those members that it has itself.
fn replace(members: &mut BTreeMap<String, Document>, name: &str, value: Document) {
    match (members.get_mut(name), value) {
        (Some(Document::Table(kept)), Document::Table(given)) => {
            for (name, value) in given {
                replace(kept, &name, value);
            }
        }
        (_, value) => {
            members.insert(name.to_owned(), value);
        }
    }
}

fn document(value: &serde_json::Value) -> Document {
    use serde_json::Value;
    match value {
        Value::String(text) => Document::Text(text.clone()),
        Value::Number(number) => Document::Number(number.as_i64().unwrap()),
        Value::Bool(flag) => Document::Flag(*flag),
        Value::Array(items) => Document::List(items.iter().map(document).collect()),
        Value::Object(members) => Document::Table(
            members
                .iter()
                .map(|(name, value)| (name.clone(), document(value)))
                .collect(),
        ),
        Value::Null => panic!("a policy holds no null"),
    }
}

fn settings(directives: &[Directive]) -> Vec<(&str, &str)> {
    let pairs = named(directives, "setting");
    pairs.map(|pair| pair.split_once('=').expect("name=value")).collect()
}

fn named<'a>(directives: &'a [Directive], name: &'a str) -> impl Iterator<Item = &'a str> {
    let wanted = directives.iter().filter(move |directive| directive.name == name);
    wanted.map(|directive| directive.value.as_str())
}

fn answer(word: &str) -> Answer {
    match word {
        "kept" => Answer::Kept,
        "lost" => Answer::Lost,
        "temporary" => Answer::Temporary,
        "permanent" => Answer::Permanent,
        "misconfigured" => Answer::Misconfigured,
        other => panic!("no provider answers {other}"),
    }
}

pub(crate) fn tenant(name: &str) -> TenantName {
    TenantName::parse(name).unwrap()
}
