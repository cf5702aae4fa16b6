//! A registration as it was sent, and what is left of it once it was examined: only parsed values.

use std::fmt;

use crate::identifier::{EmailAddress, ExternalId, Username};
use crate::password::{Password, Strength};
use crate::profile::{Field, Profile};
use crate::proof::{Landing, LandsWhen};
use crate::registration::wishes::{Wishes, WishesForm, examine_wishes};
use crate::registration::{CallbackUrl, Policy, Presence, TermsVersion};
use crate::rejection::{Gathered, Input, Rejections, Rule};
use crate::user::context_words;

/// A registration as it was sent. An absent, or empty, text stands for an absent input.
#[derive(Clone, Default)]
pub struct RegistrationForm {
    /// The address.
    pub email: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// The wished-for user name.
    pub username: Option<String>,
    /// The fields of the profile.
    pub profile: Vec<(Field, String)>,
    /// Where to go with the link in the mail.
    pub callback_url: Option<String>,
    /// When to go there.
    pub lands: Option<LandsWhen>,
    /// The terms that were accepted.
    pub terms_version: Option<String>,
    /// Ids of other systems: name space and value.
    pub external_ids: Vec<(String, String)>,
    /// What else is asked for.
    pub wishes: WishesForm,
}

impl fmt::Debug for RegistrationForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RegistrationForm(…)")
    }
}

/// A registration that breaks no rule.
#[derive(Debug, Clone)]
pub struct RegistrationRequest {
    /// The address, where one was given.
    pub email: Option<EmailAddress>,
    /// The password.
    pub password: Password,
    /// The wished-for user name.
    pub username: Option<Username>,
    /// The profile.
    pub profile: Profile,
    /// Ids of other systems.
    pub external: Vec<ExternalId>,
    /// Where to go with the link in the mail.
    pub landing: Option<Landing>,
    /// The terms that were accepted.
    pub terms: Option<TermsVersion>,
    /// What else is asked for.
    pub wishes: Wishes,
}

/// Examines a registration under a policy. `strength` rates a password, given the words that a guesser would try first.
///
/// # Errors
/// Every rule that the form breaks, all at once.
pub fn examine(
    form: &RegistrationForm,
    policy: &Policy,
    strength: impl Fn(&Password, &[&str]) -> Strength,
) -> Result<RegistrationRequest, Rejections> {
    let mut gathered = Gathered::new();
    let claims = Claims {
        email: form.email.as_deref(),
        username: form.username.as_deref(),
        external_ids: &form.external_ids,
        profile: &form.profile,
    };
    let Identity {
        email,
        username,
        external,
        profile,
    } = examine_identity(&mut gathered, policy, &claims);
    let password = required(
        &mut gathered,
        Input::Password,
        form.password.as_deref(),
        Password::parse,
    );
    if let Some(password) = &password {
        let context = context_words(email.as_ref(), username.as_ref(), &profile);
        check_password(&mut gathered, Input::Password, policy, password, &context, strength);
    }
    let landing = examine_callback(&mut gathered, policy, form.callback_url.as_deref()).map(|url| Landing {
        url,
        when: form.lands.unwrap_or(LandsWhen::Afterwards),
    });
    let wishes = examine_wishes(&mut gathered, policy, &form.wishes);
    let terms = examine_terms(&mut gathered, policy, form.terms_version.as_deref());
    gathered.finish()?;
    match password {
        Some(password) => Ok(RegistrationRequest {
            email,
            password,
            username,
            external,
            profile,
            landing,
            terms,
            wishes,
        }),
        None => Err(crate::Rejection::new(Input::Password, Rule::Required).into()),
    }
}

/// Who somebody says that a user is to be.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The address, if it can be read.
    pub email: Option<EmailAddress>,
    /// The user name, if it is there and can be read.
    pub username: Option<Username>,
    /// The ids of other systems that can be read.
    pub external: Vec<ExternalId>,
    /// The fields of the profile that can be read.
    pub profile: Profile,
}

/// Who somebody says that a user is to be, as it was sent. An empty text stands for an absent input.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// The address.
    pub email: Option<&'a str>,
    /// The user name.
    pub username: Option<&'a str>,
    /// Ids of other systems: name space and value.
    pub external_ids: &'a [(String, String)],
    /// The fields of the profile.
    pub profile: &'a [(Field, String)],
}

/// Reads who a user is to be, and notes every rule of the policy that this breaks: whoever makes a user, the same is asked.
pub fn examine_identity(gathered: &mut Gathered, policy: &Policy, claims: &Claims<'_>) -> Identity {
    let here = |address: EmailAddress| match policy.takes_domain_of(&address) {
        true => Ok(address),
        false => Err(Rule::NotListed),
    };
    let email = policied(gathered, Input::Email, policy.email, claims.email, |text| {
        EmailAddress::parse(text).and_then(here)
    });
    let names = &policy.username;
    let username = policied(gathered, Input::Username, names.presence, claims.username, |text| {
        names.read(text)
    });
    let external = examine_external(gathered, policy, claims.external_ids);
    let profile = examine_profile(gathered, policy, claims.profile);
    let nobody = given(claims.email).is_none() && given(claims.username).is_none() && external.is_empty();
    if nobody && policy.email != Presence::Required && policy.username.presence != Presence::Required {
        gathered.reject(Input::Email, Rule::Required);
    }
    Identity {
        email,
        username,
        external,
        profile,
    }
}

fn examine_external(gathered: &mut Gathered, policy: &Policy, ids: &[(String, String)]) -> Vec<ExternalId> {
    let mut external = Vec::new();
    for (namespace, value) in ids.iter().filter(|(_, value)| given(Some(value)).is_some()) {
        match policy.external_ids.get(namespace) {
            None | Some(Presence::Refused) => gathered.reject(Input::ExternalId, Rule::NotAccepted),
            Some(Presence::Required | Presence::Optional) => {
                external.extend(gathered.take(Input::ExternalId, ExternalId::parse(namespace, value)));
            }
        }
    }
    for (namespace, presence) in &policy.external_ids {
        let is_there = ids
            .iter()
            .any(|(name, value)| name == namespace && given(Some(value)).is_some());
        if *presence == Presence::Required && !is_there {
            gathered.reject(Input::ExternalId, Rule::Required);
        }
    }
    external
}

fn examine_profile(gathered: &mut Gathered, policy: &Policy, fields: &[(Field, String)]) -> Profile {
    let profile = Profile::read(fields, gathered);
    for &field in Field::ALL {
        let asked = policy.policy_of(field);
        let is_given = fields
            .iter()
            .any(|(name, value)| *name == field && !value.trim().is_empty());
        let too_long = profile.get(field).and_then(|value| asked.broken_by(value));
        if let Some(rule) = asked.presence.broken_by(is_given).or(too_long) {
            gathered.reject(Input::Profile(field), rule);
        }
    }
    profile
}

/// Notes every rule of the tenant's password policy that `password` breaks. `context` are the words that stand for
/// the person: address, user name, names.
pub fn check_password(
    gathered: &mut Gathered,
    input: Input,
    policy: &Policy,
    password: &Password,
    context: &[&str],
    strength: impl Fn(&Password, &[&str]) -> Strength,
) {
    // Rating takes longer than everything else here, and where no strength is asked for nobody wants to know.
    let rated = policy.password.min_strength.map(|_least| strength(password, context));
    for rule in policy.password.check(password, context, rated) {
        gathered.reject(input, rule);
    }
}

pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn required<T>(
    gathered: &mut Gathered,
    input: Input,
    text: Option<&str>,
    parse: fn(&str) -> Result<T, Rule>,
) -> Option<T> {
    gathered.take(input, given(text).ok_or(Rule::Required).and_then(parse))
}

fn policied<T>(
    gathered: &mut Gathered,
    input: Input,
    presence: Presence,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, Rule>,
) -> Option<T> {
    let text = given(text);
    if let Some(rule) = presence.broken_by(text.is_some()) {
        gathered.reject(input, rule);
        return None;
    }
    gathered.take(input, parse(text?))
}

/// Reads where somebody asks to go: a place of the tenant's list.
pub fn examine_callback(gathered: &mut Gathered, policy: &Policy, text: Option<&str>) -> Option<CallbackUrl> {
    let listed = |url: CallbackUrl| {
        if policy.callbacks.contains(&url) {
            Ok(url)
        } else {
            Err(Rule::NotListed)
        }
    };
    gathered.take(Input::CallbackUrl, CallbackUrl::parse(given(text)?).and_then(listed))
}

/// Reads the terms that somebody accepted. Where the policy names a version, it must be that one.
pub fn examine_terms(gathered: &mut Gathered, policy: &Policy, text: Option<&str>) -> Option<TermsVersion> {
    let read = given(text).map(TermsVersion::parse);
    match (&policy.terms, read) {
        (Some(_), None) => gathered.take(Input::TermsVersion, Err(Rule::Required)),
        (Some(current), Some(Ok(accepted))) if accepted != *current => {
            gathered.take(Input::TermsVersion, Err(Rule::Outdated))
        }
        (_, Some(read)) => gathered.take(Input::TermsVersion, read),
        (None, None) => None,
    }
}
