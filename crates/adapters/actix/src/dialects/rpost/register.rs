//! `Account/Register`: a registration, activated by mail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Receipted, RegisterError, Registered};

use super::answer::{failure, success};
use super::form::{REGISTER, compare, registration};
use super::message::{Id, Message};
use super::read::{Model, object};
use super::refusal::refused;
use crate::dialects::{Early, Spoken};

/// Answers a registration.
pub(super) async fn register(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let members = match object(&mut spoken).await? {
        Ok(members) => members,
        Err(answer) => return Ok(answer),
    };
    let (call, policy) = (spoken.call()?, spoken.policy()?);
    let mut model = Model::read(&members, REGISTER);
    compare(&mut model);
    let form = registration(&model, policy.terms.as_ref());
    if !model.faults.is_empty() {
        let examined = spoken.enrollment().examine_registration(call.tenant(), &form);
        return Ok(refused(model, examined.as_ref().err(), REGISTER, &policy.password));
    }
    spoken.charge_registration(&call, &form)?;
    match spoken.enrollment().register(&call, &form, None).await {
        // Where the tenant keeps to itself who is known, a known address is answered as a new one.
        Ok(Receipted::Fresh(Registered::CheckYourMail | Registered::SignedUp(_)) | Receipted::Replayed(_)) => {
            Ok(success(&[Message::new(
                Id::Registered,
                "Thank you for registering. An e-mail with an activation link has been sent to you.",
            )]))
        }
        Err(RegisterError::Rejected(rejections)) => Ok(refused(model, Some(&rejections), REGISTER, &policy.password)),
        Err(RegisterError::Closed) => Ok(failure(
            StatusCode::FORBIDDEN,
            vec![Message::new(Id::Closed, "Nobody can register at present.")],
        )),
        Err(RegisterError::NotInvited) => Ok(failure(
            StatusCode::FORBIDDEN,
            vec![Message::new(
                Id::NotInvited,
                "Only people who were invited can register.",
            )],
        )),
        Err(error @ RegisterError::KeyReused) => Err(Early::Broken(Box::new(error))),
        Err(RegisterError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}
