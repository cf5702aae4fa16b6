//! `POST /api/v2/sso/signin/`: who the bearer of a token is.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::answer::{self, Account, external_of, role_of};
use super::bearer;
use crate::dialects::drf;
use crate::dialects::{Early, Spoken};

pub(super) async fn signin(spoken: Spoken) -> Result<HttpResponse, Early> {
    let caller = match bearer::caller(&spoken).await? {
        Ok(caller) => caller,
        Err(stranger) => return Ok(answer::stranger(stranger)),
    };
    // Somebody without a number was made before the tenant gave any, and is no account of the community.
    let numbered = caller
        .view()
        .and_then(|view| Some((view, view.user.membership.number?)));
    let Some((view, id)) = numbered else {
        return Ok(answer::forbidden());
    };
    let stands = spoken.enrollment().read_membership(view).await?;
    let username = &view.user.identifiers.username;
    let account = Account {
        id,
        ext_id: external_of(view),
        username: username.as_ref().map(|name| name.as_str()),
        role: role_of(&view.roles),
        tags: stands.tags.iter().map(|tag| tag.number).collect(),
    };
    Ok(drf::json(StatusCode::OK, &account))
}
