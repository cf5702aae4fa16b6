//! Every way in which somebody could give, or get, a role: over our own API and over each contract.

use enroll::adapters::actix::Dialect;
use enroll_tests::api::Answer;
use serde_json::{Value, json};

use crate::world::{BYSTANDER, World, host};

/// A way to give somebody a role.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// The contract that it is of, or our own API.
    pub(crate) dialect: Option<Dialect>,
    pub(crate) asks: Asks,
}

/// What a way asks of whoever takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// `user.create`, and the ceiling.
    ToMakeUsers,
    /// The ceiling alone.
    ToGiveRoles,
    /// `invitation.manage`, and the ceiling.
    ToInvite,
    /// To be an administrator.
    ToRule,
    /// Nothing; and it gives nothing.
    Nothing,
}

pub(crate) const WAYS: &[Way] = &[
    own("a user's first roles", Asks::ToMakeUsers),
    own("a role to somebody", Asks::ToGiveRoles),
    own("a role to oneself", Asks::ToGiveRoles),
    own("an invitation's roles", Asks::ToInvite),
    own("a registration's roles", Asks::Nothing),
    of("roles of a Cape user", Dialect::CapeDigital, Asks::ToMakeUsers),
    of("role of a community member", Dialect::SelfCommunity, Asks::ToRule),
    of("role of an Onyx registration", Dialect::Onyx, Asks::Nothing),
    of("roles of a JFramework registration", Dialect::JFramework, Asks::Nothing),
    of("IsAdminUser of an RPost registration", Dialect::RPost, Asks::Nothing),
];

const fn own(name: &'static str, asks: Asks) -> Way {
    Way {
        name,
        dialect: None,
        asks,
    }
}

const fn of(name: &'static str, dialect: Dialect, asks: Asks) -> Way {
    Way {
        name,
        dialect: Some(dialect),
        asks,
    }
}

/// Tries a way, as somebody of a tenant, with a role; says the status. `turn` makes each address another one.
pub(crate) async fn take(world: &World, way: &Way, tenant: &str, person: &str, role: &str, turn: usize) -> u16 {
    let token = world.token(tenant, person);
    let email = format!("somebody-{turn}@example.org");
    let post = |path: &str, body: Value| {
        world
            .api
            .call("POST", path)
            .header("enroll-tenant", tenant)
            .bearer(token)
            .json(&body)
            .send()
    };
    let answer = match way.name {
        "a user's first roles" => {
            let mut body = json!({ "email": email, "roles": [role], "username": format!("somebody-{turn}") });
            for (field, value) in world.required(tenant) {
                body[field.name()] = json!(value);
            }
            post("/v1/admin/users", body).await
        }
        "a role to somebody" => give(world, token, tenant, &world.id_of(tenant, BYSTANDER).await, role).await,
        "a role to oneself" => give(world, token, tenant, &world.id_of(tenant, person).await, role).await,
        "an invitation's roles" => {
            let made = post("/v1/admin/invitations", json!({ "roles": [role] })).await;
            if made.status == 201 {
                let wish = ("invitation_code", json!(made.string("/code")));
                sign_up(world, tenant, &email, turn, wish).await.expect(201);
            }
            made
        }
        "a registration's roles" => sign_up(world, tenant, &email, turn, ("roles", json!([role]))).await,
        _ => take_in_a_contract(world, way, (token, tenant), &email, role, turn).await,
    };
    answer.status
}

/// The ways of the contracts, in which nothing names a tenant but the contract itself.
async fn take_in_a_contract(
    world: &World,
    way: &Way,
    (token, tenant): (&str, &str),
    email: &str,
    role: &str,
    turn: usize,
) -> Answer {
    let post = |path: &str, body: Value| {
        let call = world.api.call("POST", path).header("enroll-tenant", tenant);
        call.bearer(token).json(&body).send()
    };
    match way.name {
        "roles of a Cape user" => {
            let body = json!({
                "email": email, "first_name": "Ada", "last_name": "Lovelace", "country_code": "KE", "gender": "FEMALE",
                "phone_number": "0712345678", "employee_number": format!("E{turn}"), "roles": [role],
            });
            post("/api/v1/auth/register", body).await
        }
        "role of a community member" => {
            let body = json!({ "username": format!("somebody-{turn}"), "role": role });
            post("/api/v2/sso/signup/", body).await
        }
        "role of an Onyx registration" => {
            let body = json!({
                "email": email, "password": "seven owls read maps", "role": role, "is_superuser": true,
            });
            post("/auth/register", body).await
        }
        "roles of a JFramework registration" => {
            let body = json!({
                "emailAddress": email, "password": "seven owls read maps", "roles": [role], "type": "SuperAdmin",
            });
            let call = world.api.call("POST", "/api/v1/users/register");
            let brand = format!("https://{}", host(Dialect::JFramework));
            call.header("brand-url", &brand).json(&body).send().await
        }
        _ => {
            let body = json!({
                "Email": email, "Password": "Secret007x", "FirstName": "Ada", "LastName": "Lovelace", "Language": "en-us",
                "RegistrationApp": "test", "IsAdminUser": true, "CustomerCode": role,
            });
            post("/api/v1/Account/Register", body).await
        }
    }
}

/// Somebody registers by themselves with one wish, and sends whatever the tenant asks of everybody.
async fn sign_up(world: &World, tenant: &str, email: &str, turn: usize, wish: (&str, Value)) -> Answer {
    let mut body = json!({ "email": email, "password": "Seven0wls-Read", "username": format!("somebody-{turn}") });
    for (field, value) in world.required(tenant) {
        body[field.name()] = json!(value);
    }
    body[wish.0] = wish.1;
    let call = world
        .api
        .call("POST", "/v1/registrations")
        .header("enroll-tenant", tenant);
    call.json(&body).send().await
}

async fn give(world: &World, token: &str, tenant: &str, user: &str, role: &str) -> Answer {
    let path = format!("/v1/admin/users/{user}/roles/{role}");
    let call = world
        .api
        .call("PUT", &path)
        .header("enroll-tenant", tenant)
        .bearer(token);
    call.send().await
}
