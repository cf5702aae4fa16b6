//! `POST /api/v1/auth/register`: an administrator makes a user, who is then made to exist at the identity provider.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::rt::time::{Instant, sleep};
use enroll_application::{Caller, Created, FirstCredential};
use enroll_domain::id::UserId;
use enroll_domain::registration::Policy;
use enroll_domain::role::{Refusal, RoleName, within_ceiling};
use enroll_domain::{Input, Rejection};
use serde::Serialize;

use super::answer;
use super::read::{STAFF_FIELDS, Staff};
use super::{DEFAULT_REALM, USUAL_REALM};
use crate::dialects::drf::{self, Detail, Fault, Faults, Key, Making};
use crate::dialects::{Early, Spoken};

/// How long the answer waits for the identity provider.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is looked whether the provider has the user.
const GLANCE: Duration = Duration::from_millis(50);

/// The fields of the serializer, each with what was sent for it.
#[derive(Serialize)]
struct Echo<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    country_code: &'a str,
    phone_number: &'a str,
    employee_number: &'a str,
    gender: &'a str,
    department: Option<String>,
    section: Option<String>,
    roles: Vec<&'a str>,
    realm: &'a str,
}

pub(super) async fn register(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let caller = match drf::caller(&spoken).await? {
        Ok(caller) => caller,
        Err(stranger) => return Ok(answer::stranger(stranger)),
    };
    if spoken.enrollment().may_create_users(&caller).is_err() {
        return Ok(answer::forbidden());
    }
    let members = match drf::members(&mut spoken).await? {
        Ok(members) => members,
        Err(refusal) => return Ok(answer::refused(&refusal)),
    };
    let (mut staff, mut faults) = Staff::read(&members);
    let asked = realm(&spoken, &mut staff, &mut faults)?;
    let form = staff.form(asked);
    match drf::make(&spoken, &caller, &form, FirstCredential::Mail, &faults).await? {
        Making::Made(created) => {
            // The user is there; whoever cannot be told more about them is told that.
            let _unknown = settled(&spoken, created.user.user.id).await;
            Ok(drf::json(StatusCode::OK, &echo(&staff, &created)))
        }
        Making::Rejected(against) => {
            faults.add_found(found(&caller, &staff, &against));
            Ok(answer::faults(&faults.in_order(STAFF_FIELDS)))
        }
        Making::Forbidden => Ok(answer::forbidden()),
    }
}

/// The realm that the core is asked for. A tenant without one takes the usual one's name, and makes nothing of it.
fn realm(spoken: &Spoken, staff: &mut Staff, faults: &mut Faults) -> Result<Option<String>, Early> {
    let policy: Policy = spoken.policy()?;
    let first = policy.provisioning.first().map(|target| target.as_str());
    let usual = spoken.binding().setting(DEFAULT_REALM).or(first).unwrap_or(USUAL_REALM);
    let sent = staff.realm.get_or_insert_with(|| usual.to_owned());
    if first.is_some() {
        return Ok(Some(sent.clone()));
    }
    if sent != usual {
        faults.add("realm", drf::no_choice(sent));
    }
    Ok(None)
}

/// Waits until the provider has the user, or will not have them, or it takes too long: the user is there whatever comes of it.
async fn settled(spoken: &Spoken, user: UserId) -> Result<(), Early> {
    let (call, until) = (spoken.call()?, Instant::now() + PATIENCE);
    loop {
        let standing = spoken.enrollment().provisioning_of(&call, user).await?;
        let is_under_way = standing.is_some_and(|standing| standing.is_under_way());
        if !is_under_way || Instant::now() >= until {
            return Ok(());
        }
        sleep(GLANCE).await;
    }
}

fn echo<'a>(staff: &'a Staff, created: &Created) -> Echo<'a> {
    let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
    let id = |key: &Option<Key>| key.as_ref().map(|key| key.uuid.to_string());
    let given = |name: &&str| created.left_out.iter().all(|left_out| left_out.as_str() != *name);
    Echo {
        email: text(&staff.email),
        first_name: text(&staff.first_name),
        last_name: text(&staff.last_name),
        country_code: text(&staff.country_code),
        phone_number: text(&staff.phone_number),
        employee_number: text(&staff.employee_number),
        gender: staff.gender.unwrap_or_default(),
        department: id(&staff.department),
        section: id(&staff.section),
        roles: staff.roles.iter().map(String::as_str).filter(given).collect(),
        realm: text(&staff.realm),
    }
}

/// What the core has against a form, by the contract's fields.
fn found(caller: &Caller, staff: &Staff, against: &[Rejection]) -> Vec<(&'static str, Fault)> {
    let mut found = Vec::new();
    let mut against_roles = false;
    for rejection in against {
        if rejection.input == Input::Role {
            against_roles = true;
        } else {
            found.push(answer::fault(*rejection, |field| staff.sent(field)));
        }
    }
    if against_roles {
        found.push(("roles", beyond(caller, &staff.roles)));
    }
    found
}

/// Which of the roles the caller may not give, and why.
fn beyond(caller: &Caller, roles: &[String]) -> Fault {
    let refused = |text: &String| {
        let known = RoleName::parse(text)
            .ok()
            .filter(|name| caller.roles().find(name).is_some());
        match known.map(|name| within_ceiling(caller.roles(), caller.authority(), &name).map(|_role| ())) {
            Some(Ok(())) => None,
            Some(Err(Refusal::Beyond)) => Some(Detail::new("invalid", "This role is not yours to give.")),
            Some(Err(Refusal::Unknown)) | None => Some(drf::no_choice(text)),
        }
    };
    let items = roles.iter().enumerate();
    Fault::Items(
        items
            .filter_map(|(index, text)| refused(text).map(|detail| (index, vec![detail])))
            .collect(),
    )
}
