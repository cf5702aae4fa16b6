//! `POST /api/v2/sso/signup/`: an administrator makes an account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Created, FirstCredential};
use enroll_domain::{Input, Rejection};
use serde::Serialize;

use super::answer::{self, ExternalKey, role_of};
use super::bearer;
use super::read::{FIELDS, Signup};
use crate::dialects::drf::{self, Fault, Making};
use crate::dialects::{Early, Spoken};

/// The account that was made.
#[derive(Serialize)]
struct Made<'a> {
    id: u64,
    ext_id: Option<&'a ExternalKey>,
    username: Option<&'a str>,
    email: Option<&'a str>,
    role: Option<&'static str>,
    tags: &'a [u64],
}

/// The tenant gives its users no numbers, which the contract cannot do without.
#[derive(Debug, thiserror::Error)]
#[error("the tenant that serves this dialect gives its users no numbers")]
struct Unnumbered;

pub(super) async fn signup(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let caller = match bearer::caller(&spoken).await? {
        Ok(caller) => caller,
        Err(stranger) => return Ok(answer::stranger(stranger)),
    };
    if !bearer::is_admin(&caller) {
        return Ok(answer::forbidden());
    }
    if !spoken.policy()?.numbers.is_on() {
        return Err(Early::Broken(Box::new(Unnumbered)));
    }
    let members = match drf::members(&mut spoken).await? {
        Ok(members) => members,
        Err(refusal) => return Ok(answer::refused(&refusal)),
    };
    let (signup, mut faults) = Signup::read(&members);
    let credential = signup
        .password
        .as_deref()
        .map_or(FirstCredential::Mail, FirstCredential::Password);
    match drf::make(&spoken, &caller, &signup.form(), credential, &faults).await? {
        Making::Made(created) => made(&signup, &created),
        Making::Rejected(against) => {
            faults.add_found(found(&spoken, &signup, &against).await?);
            Ok(answer::faults(&faults.in_order(FIELDS)))
        }
        Making::Forbidden => Ok(answer::forbidden()),
    }
}

fn made(signup: &Signup, created: &Created) -> Result<HttpResponse, Early> {
    let user = &created.user.user;
    let id = user
        .membership
        .number
        .ok_or_else(|| Early::Broken(Box::new(Unnumbered)))?;
    let (email, username) = (&user.identifiers.email, &user.identifiers.username);
    let made = Made {
        id,
        ext_id: signup.ext_id.as_ref(),
        username: username.as_ref().map(|name| name.as_str()),
        email: email.as_ref().map(|address| address.as_str()),
        role: role_of(&created.user.roles),
        tags: &signup.tags,
    };
    Ok(drf::json(StatusCode::CREATED, &made))
}

/// What the core has against a form, by the contract's fields.
async fn found(spoken: &Spoken, signup: &Signup, against: &[Rejection]) -> Result<Vec<(&'static str, Fault)>, Early> {
    let role = signup.role.unwrap_or_default();
    let of_tags = |rejection: &&Rejection| rejection.input == Input::Tag;
    let others = against.iter().filter(|rejection| !of_tags(rejection));
    let mut found: Vec<_> = others.map(|rejection| answer::fault(*rejection, role)).collect();
    if against.iter().any(|rejection| rejection.input == Input::Tag) {
        let unknown = spoken.enrollment().unknown_tags(spoken.tenant()?, &signup.tags).await?;
        let rows = unknown.iter().map(|number| drf::no_row(&number.to_string()));
        found.push(("tags", Fault::Whole(rows.collect())));
    }
    Ok(found)
}
