//! `POST /api/v1/auth/register-consumer`: consumers register by themselves, in a tenant of their own.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::RegisterError;
use enroll_domain::Rejections;
use enroll_domain::id::TenantId;
use enroll_domain::password::Strength;
use enroll_domain::registration::examine;
use serde::Serialize;

use super::read::{CONSUMER_FIELDS, Consumer};
use super::{CONSUMER_TENANT, answer};
use crate::dialects::drf::{self, Detail, Fault};
use crate::dialects::{Early, Spoken};

/// The fields of the serializer that are not for writing alone.
#[derive(Serialize)]
struct Echo<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

/// The binding names a tenant that there is not.
#[derive(Debug, thiserror::Error)]
#[error("consumer_tenant names the tenant {0}, which there is not")]
struct NoSuchTenant(String);

pub(super) async fn register(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let Some(tenant) = tenant(&spoken)? else {
        let detail = Detail::new("not_found", "Not found.");
        return Ok(answer::detail(StatusCode::NOT_FOUND, &detail));
    };
    let members = match drf::members(&mut spoken).await? {
        Ok(members) => members,
        Err(refusal) => return Ok(answer::refused(&refusal)),
    };
    let (consumer, mut faults) = Consumer::read(&members);
    let form = consumer.form();
    if !faults.is_empty() {
        let policy = spoken.enrollment().tenant(tenant)?.policy.clone();
        // How easily the password is guessed is asked once everything else is well.
        if let Err(rejections) = examine(&form, &policy, |_password, _context| Strength::MAX) {
            faults.add_found(found(&rejections));
        }
        return Ok(answer::faults(&faults.in_order(CONSUMER_FIELDS)));
    }
    let call = Spoken::call_in(tenant, spoken.id());
    spoken.charge_registration(&call, &form)?;
    match spoken.enrollment().register(&call, &form, None).await {
        // Whether they are a user now, or stand in the way of a mail: the contract shows no more than what was sent.
        Ok(_registered) => Ok(drf::json(StatusCode::OK, &echo(&consumer))),
        Err(RegisterError::Rejected(rejections)) => {
            faults.add_found(found(&rejections));
            Ok(answer::faults(&faults.in_order(CONSUMER_FIELDS)))
        }
        Err(RegisterError::Closed | RegisterError::NotInvited | RegisterError::KeyReused) => Ok(answer::forbidden()),
        Err(RegisterError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

/// What the core has against a form, by the contract's fields.
fn found(rejections: &Rejections) -> Vec<(&'static str, Fault)> {
    let all = rejections.as_slice().iter();
    all.map(|rejection| answer::fault(*rejection, |_field| String::new()))
        .collect()
}

/// The tenant of consumers, if there is one.
fn tenant(spoken: &Spoken) -> Result<Option<TenantId>, Early> {
    let Some(name) = spoken.binding().setting(CONSUMER_TENANT) else {
        return Ok(None);
    };
    let found = spoken.enrollment().tenant_named(name);
    found
        .map(Some)
        .ok_or_else(|| Early::Broken(Box::new(NoSuchTenant(name.to_owned()))))
}

fn echo(consumer: &Consumer) -> Echo<'_> {
    Echo {
        email: consumer.email.as_deref().unwrap_or_default(),
        first_name: consumer.first_name.as_deref().unwrap_or_default(),
        last_name: consumer.last_name.as_deref().unwrap_or_default(),
    }
}
