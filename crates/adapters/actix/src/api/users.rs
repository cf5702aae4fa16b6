//! Users, as administrators see and make them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AssignmentForm, Created, FirstCredential, NewUserForm, USERS_ON_A_PAGE};
use enroll_domain::id::UserId;
use uuid::Uuid;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::idempotency::Rendering;
use crate::openapi::{Access, Body, Content, Operation, Parameter, ParameterKind, Retry, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{CreatedShown, PageShown, UserShown};

/// The most users that a page may hold, and how many it holds unless asked otherwise.
const LIMITS: (usize, usize) = (USERS_ON_A_PAGE, 50);

/// A row for administrators.
const ADMINISTRATION: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The user",
        content: Content::Json("User"),
    },
    problems: &[Kind::Forbidden],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/admin/users",
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::As(Operation {
            id: "listUsers",
            summary: "List users",
            about: "The first made first. Needs `user.read`. `next` is the cursor of the next page, or null on the last one.",
            query: &[
                Parameter {
                    name: "limit",
                    about: "How many users a page holds.",
                    kind: ParameterKind::Number {
                        min: 1,
                        max: LIMITS.0,
                        default: LIMITS.1,
                    },
                },
                Parameter {
                    name: "cursor",
                    about: "The `next` of the page before.",
                    kind: ParameterKind::Text,
                },
            ],
            success: Success {
                status: 200,
                what: "A page of users",
                content: Content::Json("UserPage"),
            },
            ..ADMINISTRATION
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/admin/users",
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createUser",
            summary: "Make a user",
            about: "Needs `user.create`, and for each role `role.grant` and everything that the role allows. Nobody chooses \
                    another's password: a mail asks the user to set their first one. `left_out` names the roles that were asked \
                    for and not given.",
            cost: Cost::Delegated,
            retry: Retry::Keyed,
            body: Body::Json("NewUser"),
            success: Success {
                status: 201,
                what: "The user; `Location` says where",
                content: Content::Json("CreatedUser"),
            },
            problems: &[
                Kind::Forbidden,
                Kind::UsernameTaken,
                Kind::EmailTaken,
                Kind::ExternalIdTaken,
            ],
            ..ADMINISTRATION
        }),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/admin/users/{sub}",
        face: Face::Program,
        handler: |asked| Box::pin(read(asked)),
        operation: Described::As(Operation {
            id: "readUser",
            summary: "Read a user",
            about: "Needs `user.read`.",
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
            ..ADMINISTRATION
        }),
    },
    Route {
        verb: Verb::Patch,
        path: "/v1/admin/users/{sub}",
        face: Face::Program,
        handler: |asked| Box::pin(update(asked)),
        operation: Described::As(Operation {
            id: "updateUser",
            summary: "Change a user's profile",
            about: "Needs `user.update`. A field that is null is removed; what is not named stays.",
            body: Body::Json("ProfileChanges"),
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
            ..ADMINISTRATION
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let mut query = asked.query();
    let limit = query.number("limit", 1..=LIMITS.0, LIMITS.1);
    let after = query.take("cursor").and_then(|text| match Uuid::parse_str(&text) {
        Ok(uuid) => Some(UserId::from_uuid(uuid)),
        Err(_) => {
            query.reject("cursor", "must be the next of the page before");
            None
        }
    });
    query.finish()?;
    let page = asked.enrollment().list_users(&caller, after, limit).await?;
    Ok(Answer::json(StatusCode::OK, &PageShown::of(&page)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    // What is wrong with a description, its roles above all, is for nobody but those who may make users.
    asked.enrollment().may_create_users(&caller)?;
    let key = asked.key()?;
    let mut body = asked.json().await?;
    let form = NewUserForm {
        email: body.text("email"),
        username: body.text("username"),
        profile: body.profile(),
        external_ids: body.texts_by_name("external_ids"),
        roles: body.texts("roles"),
        assignment: AssignmentForm {
            department: body.text("department"),
            section: body.text("section"),
            tags: body.numbers("tags"),
        },
        referral_code: body.text("referral_code"),
        realm: body.text("realm"),
    };
    body.refuse(
        "password",
        "nobody chooses another's password: a mail asks the user to set their first one",
    );
    let examined = body.finish(|| asked.enrollment().examine_new_user(&caller, &form));
    let raw = examined.map_err(|problem| problem.naming_roles(&form.roles))?;
    let collection = asked.path().trim_end_matches('/').to_owned();
    let rendering = Rendering::by(move |created: &Created| {
        let location = format!("{collection}/{}", created.user.user.id);
        let shown = CreatedShown::of(&created.user, &created.left_out);
        Answer::json(StatusCode::CREATED, &shown).at(location)
    });
    let receipt = rendering.receipt(key, raw);
    let created = asked
        .enrollment()
        .create_user(&caller, &form, FirstCredential::Mail, receipt)
        .await
        .map_err(|error| Problem::from(error).naming_roles(&form.roles))?;
    Ok(rendering.answer(&created)?.into())
}

async fn read(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = asked.enrollment().read_user(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn update(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let id = asked.sub()?;
    let mut body = asked.json().await?;
    let changes = body.profile_changes();
    body.finish(|| asked.enrollment().examine_profile_changes(caller.tenant(), &changes))?;
    let view = asked.enrollment().update_profile(&caller, id, &changes).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}
