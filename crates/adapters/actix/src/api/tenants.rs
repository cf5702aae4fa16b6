//! Tenants and their policies, for administrators of the default tenant.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::TenantView;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::Policy;
use enroll_domain::tenant::TenantName;

use super::paging::{self, PAGE};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::there;
use crate::route::{Described, Face, Route, Verb};
use crate::views::{ItemsShown, TenantListed, TenantShown};

const PATH: &str = "/v1/admin/tenants";

/// A row about tenants.
const TENANTS: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The tenant, with its policy",
        content: Content::Json("Tenant"),
    },
    problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::As(Operation {
            id: "listTenants",
            summary: "List tenants",
            about: "Needs `tenant.manage` in the default tenant.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of tenants, without their policies",
                content: Content::Json("TenantPage"),
            },
            problems: &[Kind::Forbidden],
            ..TENANTS
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createTenant",
            summary: "Make a tenant",
            about: "The `policy` is written as in the settings, beginning from the `preset` that it names; everything that is wrong with \
                    it is named at once. With `administrator_email`, a pending user with the role `admin` is made there, and a mail \
                    asks them to set a password. Needs `tenant.manage` in the default tenant.",
            cost: Cost::Delegated,
            body: Body::Json("NewTenant"),
            success: Success {
                status: 201,
                what: "The tenant; `Location` says where",
                content: Content::Json("Tenant"),
            },
            problems: &[Kind::Forbidden, Kind::TenantTaken, Kind::HostTaken],
            ..TENANTS
        }),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/admin/tenants/{tenant}",
        face: Face::Program,
        handler: |asked| Box::pin(read(asked)),
        operation: Described::As(Operation {
            id: "readTenant",
            summary: "Read a tenant and its policy",
            about: "Needs `tenant.manage` in the default tenant.",
            ..TENANTS
        }),
    },
    Route {
        verb: Verb::Put,
        path: "/v1/admin/tenants/{tenant}/policy",
        face: Face::Program,
        handler: |asked| Box::pin(replace_policy(asked)),
        operation: Described::As(Operation {
            id: "replacePolicy",
            summary: "Replace the policy of a tenant",
            about: "What is not named is as the preset has it. Holds at once at this server, and within a minute at the others. Needs \
                    `tenant.manage` in the default tenant. The settings file wins at the next start over what is written here, for \
                    the tenants that it names.",
            body: Body::Json("TenantPolicy"),
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput, Kind::HostTaken],
            ..TENANTS
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().may_manage_tenants(&caller)?;
    let (after, limit) = paging::page(&asked, paging::uuid)?;
    let page = asked.enrollment().list_tenants(&caller, after, limit).await?;
    let next = page.next.map(|id| id.to_string());
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&page.items, next, TenantListed::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().may_manage_tenants(&caller)?;
    let mut body = asked.json().await?;
    let name = body.needed("name", TenantName::parse);
    let administrator = body.parsed("administrator_email", EmailAddress::parse);
    let policy = body.read_document("policy", Policy::read);
    body.finish(|| Ok(()))?;
    let (name, policy) = (there(name)?, there(policy)?);
    let made = asked
        .enrollment()
        .create_tenant(&caller, name, policy, administrator)
        .await?;
    let location = format!("{}/{}", asked.path().trim_end_matches('/'), made.tenant.name.as_str());
    Ok(shown(StatusCode::CREATED, &made).at(location).into())
}

async fn read(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().may_manage_tenants(&caller)?;
    let name = paging::segment(&asked, "tenant", TenantName::parse)?;
    let found = asked.enrollment().read_tenant(&caller, &name).await?;
    Ok(shown(StatusCode::OK, &found).into())
}

async fn replace_policy(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().may_manage_tenants(&caller)?;
    let name = paging::segment(&asked, "tenant", TenantName::parse)?;
    let mut body = asked.json().await?;
    let policy = body.read_document("policy", Policy::read);
    body.finish(|| Ok(()))?;
    let changed = asked
        .enrollment()
        .replace_policy(&caller, &name, there(policy)?)
        .await?;
    Ok(shown(StatusCode::OK, &changed).into())
}

fn shown(status: StatusCode, view: &TenantView) -> Answer {
    Answer::json(status, &TenantShown::of(view, &view.tenant.policy.write()))
}
