//! `/activate`: the password that was chosen at registration, and one button. Who does not remember it sets a new one; who did
//! not register says so.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Activate, ActivateError, Activated, ActivationPassword};
use enroll_domain::proof::Purpose;
use enroll_domain::registration::TermsVersion;
use enroll_domain::{Input, Rule};

use super::Host;
use super::links::{self, CHOICE, LinkPage, MAIL};
use super::shown::{Faults, Field, Fold, Form, Page};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Parameter, ParameterKind, Success, Tag};
use crate::parameters::{self, unknown_choice};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

const ACTIVATE: LinkPage = LinkPage {
    action: "activate",
    purpose: Purpose::Activation,
    title: "Activate your account",
    lead: "Tell us the address you registered with, and we will send you a mail with a link.",
    expired: "It was used already, or its time is over. If your account is active, just sign in. If it is not, have another mail \
              sent to you.",
};

/// The choices beside the one to be sent another mail.
const CHOSEN: &str = "chosen";
const NEW: &str = "new";
const DISOWN: &str = "disown";

/// What every page of links can end in.
pub(super) const PAGE: Operation = Operation {
    tag: Tag::Pages,
    access: Access::TokenInBody,
    query: &[Parameter {
        name: "token",
        about: "The token of a mailed link.",
        kind: ParameterKind::Text,
    }],
    success: Success {
        status: 200,
        what: "A page",
        content: Content::Other("text/html"),
    },
    problems: &[Kind::InvalidToken, Kind::ExpiredToken],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/activate",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "activatePage",
            summary: "The page of an activation link",
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/activate",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "activateForm",
            summary: "The forms of that page",
            cost: Cost::Proof,
            body: Body::Form(&[
                "token",
                CHOICE,
                "password",
                "new_password",
                "username",
                "terms_version",
                "email",
            ]),
            query: &[],
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::CrossSite],
            ..PAGE
        }),
    },
];

async fn show(asked: Asked) -> Result<HttpResponse, Problem> {
    ACTIVATE
        .show(&asked, |host, token| {
            let terms = terms(&asked, token)?;
            form(host, token, terms.as_ref(), "", Tried::Nothing, &Faults::none()).respond(StatusCode::OK)
        })
        .await
}

/// The terms of the tenant that a link is of.
fn terms(asked: &Asked, token: &str) -> Result<Option<TermsVersion>, Problem> {
    let enrollment = asked.enrollment();
    Ok(enrollment.terms(enrollment.tenant_of_link(&asked.call()?, token))?)
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    match sent.text(CHOICE) {
        MAIL => ACTIVATE.mail(&asked, &sent).await,
        DISOWN => disown(&asked, &sent).await,
        CHOSEN => activate(&asked, &sent, Tried::Chosen).await,
        NEW => activate(&asked, &sent, Tried::New).await,
        _ => Err(unknown_choice(CHOICE)),
    }
}

/// Which password somebody tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Nothing,
    Chosen,
    New,
}

async fn activate(asked: &Asked, sent: &parameters::Form, tried: Tried) -> Result<HttpResponse, Problem> {
    let host = asked.host();
    let (token, username) = (sent.text("token"), sent.get("username"));
    let password = match tried {
        Tried::New => ActivationPassword::New(sent.text("new_password")),
        Tried::Chosen | Tried::Nothing => ActivationPassword::Chosen(sent.text("password")),
    };
    let activate = Activate {
        token,
        password,
        username,
        terms_version: sent.get("terms_version"),
    };
    let faults = match asked.enrollment().activate(&asked.call()?, activate).await {
        Ok(activated) => return welcome(host, &activated),
        Err(ActivateError::Link(error)) => return ACTIVATE.refuse(host, token, error),
        Err(error @ ActivateError::NotInvited) => return Err(error.into()),
        Err(ActivateError::Unavailable(unavailable)) => return Err(unavailable.into()),
        Err(ActivateError::Rejected(rejections)) => Faults::of_rejections(&rejections),
        Err(ActivateError::PasswordMismatch) => Faults::one(Input::Password, Rule::Mismatch),
        Err(ActivateError::UsernameTaken) => Faults::one(Input::Username, Rule::Taken),
    };
    let alert = if faults.touch(Input::Username.name()) {
        "Please choose another user name, and type the password once more."
    } else if faults.touch(Input::Password.name()) {
        "That is not the password you chose when you registered. Try again, or set a new one below."
    } else if faults.touch(Input::TermsVersion.name()) {
        "Please accept the terms as they are now, and type the password once more."
    } else {
        "This password will not do yet; what it lacks stands below."
    };
    let terms = terms(asked, token)?;
    form(
        host,
        token,
        terms.as_ref(),
        username.unwrap_or_default(),
        tried,
        &faults,
    )
    .alerting(Some(alert))
    .respond(StatusCode::UNPROCESSABLE_ENTITY)
}

async fn disown(asked: &Asked, sent: &parameters::Form) -> Result<HttpResponse, Problem> {
    let (host, token) = (asked.host(), sent.text("token"));
    match asked.enrollment().disown(&asked.call()?, token).await {
        Err(error) => ACTIVATE.refuse(host, token, error),
        Ok(()) => Page::new(host, "Thank you for telling us")
            .saying("Nothing will be done with your address: every open registration for it has ended, and its links no longer work.")
            .respond(StatusCode::OK),
    }
}

fn form<'a>(
    host: &'a Host,
    token: &'a str,
    terms: Option<&TermsVersion>,
    username: &str,
    tried: Tried,
    faults: &Faults,
) -> Page<'a> {
    // The user name is asked for only once there is something to say about it.
    let asked = faults.touch(Input::Username.name()) || !username.is_empty();
    let field = |here: Tried| {
        asked.then(|| {
            if here == tried {
                Field::username().holding(username).faulted(faults)
            } else {
                Field::username()
            }
        })
    };
    let chosen = Form::new(ACTIVATE.action, "Activate")
        .carrying("token", token)
        .carrying(CHOICE, CHOSEN)
        .asking(field(Tried::Chosen).filter(|_| tried == Tried::Chosen))
        .asking(Some(Field::present_password("password").faulted(faults)));
    let new = Form::new(ACTIVATE.action, "Set password and activate")
        .saying("What else you entered when you registered is not taken over; you can enter it again later.")
        .carrying("token", token)
        .carrying(CHOICE, NEW)
        .asking(field(Tried::New).filter(|_| tried == Tried::New))
        .asking(Some(Field::new_password("new_password").faulted(faults)))
        .asking(terms.map(|terms| Field::terms(terms.as_str()).faulted(faults)))
        .folded(
            "I do not remember it",
            if tried == Tried::New { Fold::Open } else { Fold::Closed },
        );
    let disown = Form::new(ACTIVATE.action, "This was not me")
        .saying("Somebody may have mistyped their address. Tell us, and nothing will be done with yours.")
        .carrying("token", token)
        .carrying(CHOICE, DISOWN)
        .folded("I did not register here", Fold::Closed);
    Page::new(host, ACTIVATE.title)
        .saying("Enter the password that you chose when you registered. Then your account is ready.")
        .with(chosen)
        .with(new)
        .with(disown)
}

/// Tells somebody that they are a user now.
fn welcome(host: &Host, activated: &Activated) -> Result<HttpResponse, Problem> {
    Page::new(host, "Welcome")
        .saying("Your account is active. You can sign in with your address and your password.")
        .going_on(activated.callback.as_ref().map(|url| url.as_str()))
        .respond(StatusCode::OK)
}
