//! A policy, written down: every part of it, so that reading it again needs no preset.

use std::time::Duration;

use crate::document::Document;
use crate::password::PasswordPolicy;
use crate::role::{Authority, Role, RoleName};

use super::reading::{CLASSES, CONTEXT_WORDS, PRESENCES};
use super::written::{ADMISSIONS, ALPHABETS, BEYOND, CHOSEN, CLAIMS, DISCLOSURES, word};
use super::{CodePolicy, Letters, Lifetimes, MailBudget, Policy};

pub(super) fn policy(policy: &Policy) -> Document {
    let mut members = vec![
        ("hosts", Document::texts(policy.hosts.iter().map(|host| host.as_str()))),
        ("admission", word(ADMISSIONS, &policy.admission)),
        ("claim", word(CLAIMS, &policy.claim)),
        ("disclosure", word(DISCLOSURES, &policy.disclosure)),
        ("email", word(PRESENCES, &policy.email)),
        (
            "email_domains",
            Document::texts(policy.email_domains.iter().map(|domain| domain.as_str())),
        ),
        ("username", word(PRESENCES, &policy.username.presence)),
        ("username_min", number(policy.username.min_chars)),
        ("username_max", number(policy.username.max_chars)),
        ("username_characters", word(ALPHABETS, &policy.username.alphabet)),
        ("external_ids", external_ids(policy)),
        ("profile", profile(policy)),
        ("password", password(&policy.password)),
        ("chosen_passwords", word(CHOSEN, &policy.chosen_passwords)),
        (
            "first_password_mail",
            Document::Flag(policy.first_password_mail.is_on()),
        ),
        (
            "callback_urls",
            Document::texts(policy.callbacks.iter().map(|url| url.as_str())),
        ),
        ("roles", Document::List(policy.roles.added().map(role).collect())),
        ("default_roles", names(&policy.default_roles)),
        ("askable_roles", names(&policy.askable_roles)),
        ("first_user_roles", names(&policy.first_user_roles)),
        ("beyond_roles", word(BEYOND, &policy.beyond_roles)),
        ("numbers", Document::Flag(policy.numbers.is_on())),
        ("referrals", Document::Flag(policy.referrals.is_on())),
        ("lifetimes", lifetimes(&policy.lifetimes)),
        ("codes", codes(&policy.codes)),
        ("mail_budget", mail_budget(&policy.mail_budget)),
        ("letters", letters(&policy.letters)),
        (
            "provisioning",
            Document::texts(policy.provisioning.iter().map(|target| target.as_str())),
        ),
    ];
    if let Some(terms) = &policy.terms {
        members.push(("terms_version", Document::Text(terms.as_str().to_owned())));
    }
    Document::table(members)
}

fn number<T: TryInto<i64>>(value: T) -> Document {
    Document::Number(value.try_into().unwrap_or(i64::MAX))
}

fn seconds(span: Duration) -> Document {
    number(span.as_secs())
}

fn names(roles: &[RoleName]) -> Document {
    Document::texts(roles.iter().map(RoleName::as_str))
}

fn external_ids(policy: &Policy) -> Document {
    let namespaces = policy.external_ids.iter();
    Document::Table(
        namespaces
            .map(|(name, presence)| (name.clone(), word(PRESENCES, presence)))
            .collect(),
    )
}

fn profile(policy: &Policy) -> Document {
    let fields = policy.profile.iter().map(|(field, asked)| {
        let mut members = vec![("presence", word(PRESENCES, &asked.presence))];
        members.extend(asked.max_chars.map(|max| ("max", number(max))));
        (field.name().to_owned(), Document::table(members))
    });
    Document::Table(fields.collect())
}

fn password(policy: &PasswordPolicy) -> Document {
    let classes = policy.required.iter().filter_map(|class| {
        let found = CLASSES.iter().find(|(_, known)| known == class);
        found.map(|(name, _)| *name)
    });
    Document::table([
        ("min", number(policy.min_chars)),
        ("max", number(policy.max_chars)),
        ("required", Document::texts(classes)),
        ("at_least_classes", number(policy.at_least_classes.unwrap_or(0))),
        ("forbidden", Document::Text(policy.forbidden.iter().collect())),
        ("context_words", word(CONTEXT_WORDS, &policy.context_words)),
        (
            "min_strength",
            number(policy.min_strength.map_or(0, |strength| strength.score())),
        ),
    ])
}

fn role(role: &Role) -> Document {
    let permissions = match role.authority() {
        Authority::Everything => Vec::new(),
        Authority::Only(held) => held.iter().map(|permission| permission.as_str()).collect(),
    };
    let mut members = vec![
        ("name", Document::Text(role.name().as_str().to_owned())),
        ("permissions", Document::texts(permissions)),
    ];
    let text = |text: &str| Document::Text(text.to_owned());
    members.extend(role.title().map(|title| ("title", text(title))));
    members.extend(role.description().map(|words| ("description", text(words))));
    Document::table(members)
}

fn lifetimes(lifetimes: &Lifetimes) -> Document {
    Document::table([
        ("activation_seconds", seconds(lifetimes.activation)),
        ("first_password_seconds", seconds(lifetimes.first_password)),
        ("password_reset_seconds", seconds(lifetimes.password_reset)),
        ("access_token_seconds", seconds(lifetimes.access_token)),
        ("session_seconds", seconds(lifetimes.session)),
        ("cool_down_seconds", seconds(lifetimes.cool_down)),
    ])
}

fn codes(codes: &CodePolicy) -> Document {
    Document::table([
        (
            "purposes",
            Document::texts(codes.purposes.iter().map(|purpose| purpose.code())),
        ),
        ("lifetime_seconds", seconds(codes.lifetime)),
        ("tries", number(codes.tries)),
    ])
}

fn mail_budget(budget: &MailBudget) -> Document {
    Document::table([
        ("window_seconds", seconds(budget.window)),
        ("registrations", number(budget.registrations)),
        ("resets", number(budget.resets)),
    ])
}

fn letters(letters: &Letters) -> Document {
    let text = |text: &String| Document::Text(text.clone());
    let subjects = letters
        .subjects
        .iter()
        .map(|(name, subject)| (name.clone(), text(subject)));
    let mut members = vec![("subjects", Document::Table(subjects.collect()))];
    members.extend(letters.sender.iter().map(|sender| ("sender", text(sender))));
    members.extend(letters.language.iter().map(|language| ("language", text(language))));
    Document::table(members)
}
