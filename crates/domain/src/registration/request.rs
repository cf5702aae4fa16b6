//! A registration as it was sent, and what is left of it once it was examined: only parsed values.

use std::fmt;

use crate::identifier::{EmailAddress, Username};
use crate::password::{Password, Strength};
use crate::profile::{Field, Profile};
use crate::registration::{CallbackUrl, Policy, TermsVersion};
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
    /// Where to go after activation.
    pub callback_url: Option<String>,
    /// The terms that were accepted.
    pub terms_version: Option<String>,
}

impl fmt::Debug for RegistrationForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RegistrationForm(…)")
    }
}

/// A registration that breaks no rule.
#[derive(Debug, Clone)]
pub struct RegistrationRequest {
    /// The address.
    pub email: EmailAddress,
    /// The password.
    pub password: Password,
    /// The wished-for user name.
    pub username: Option<Username>,
    /// The profile.
    pub profile: Profile,
    /// Where to go after activation.
    pub callback: Option<CallbackUrl>,
    /// The terms that were accepted.
    pub terms: Option<TermsVersion>,
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
    let Identity {
        email,
        username,
        profile,
    } = examine_identity(
        &mut gathered,
        policy,
        form.email.as_deref(),
        form.username.as_deref(),
        &form.profile,
    );
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
    let callback = examine_callback(&mut gathered, policy, form.callback_url.as_deref());
    let terms = examine_terms(&mut gathered, policy, form.terms_version.as_deref());
    gathered.finish()?;
    match (email, password) {
        (Some(email), Some(password)) => Ok(RegistrationRequest {
            email,
            password,
            username,
            profile,
            callback,
            terms,
        }),
        (None, _) => Err(crate::Rejection::new(Input::Email, Rule::Required).into()),
        (_, None) => Err(crate::Rejection::new(Input::Password, Rule::Required).into()),
    }
}

/// Who somebody says that a user is to be.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The address, if it can be read.
    pub email: Option<EmailAddress>,
    /// The user name, if it is there and can be read.
    pub username: Option<Username>,
    /// The fields of the profile that can be read.
    pub profile: Profile,
}

/// Reads who a user is to be, and notes every rule of the policy that this breaks: whoever makes a user, the same is asked.
pub fn examine_identity(
    gathered: &mut Gathered,
    policy: &Policy,
    email: Option<&str>,
    username: Option<&str>,
    fields: &[(Field, String)],
) -> Identity {
    let email = required(gathered, Input::Email, email, EmailAddress::parse);
    let username = policied(gathered, Input::Username, policy.username, username, Username::parse);
    let profile = Profile::read(fields, gathered);
    for &field in Field::ALL {
        let given = fields
            .iter()
            .any(|(name, value)| *name == field && !value.trim().is_empty());
        if let Some(rule) = policy.presence_of(field).broken_by(given) {
            gathered.reject(Input::Profile(field), rule);
        }
    }
    Identity {
        email,
        username,
        profile,
    }
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
    let rated = strength(password, context);
    for rule in policy.password.check(password, context, Some(rated)) {
        gathered.reject(input, rule);
    }
}

fn given(text: Option<&str>) -> Option<&str> {
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
    presence: super::Presence,
    text: Option<&str>,
    parse: fn(&str) -> Result<T, Rule>,
) -> Option<T> {
    let text = given(text);
    if let Some(rule) = presence.broken_by(text.is_some()) {
        gathered.reject(input, rule);
        return None;
    }
    gathered.take(input, parse(text?))
}

fn examine_callback(gathered: &mut Gathered, policy: &Policy, text: Option<&str>) -> Option<CallbackUrl> {
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
