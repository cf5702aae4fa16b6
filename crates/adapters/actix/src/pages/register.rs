//! `/register`: where the link of an invitation leads. It asks what the tenant asks, and registers with the invitation's code; who
//! comes without one is told where to find theirs.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Call, InvitationState, Receipted, RegisterError, Registered, RegistrationInputs};
use enroll_domain::Input;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field as ProfileField;
use enroll_domain::registration::{Disclosure, Presence, RegistrationForm, WishesForm};
use enroll_domain::user::State;

use super::Host;
use super::activate::PAGE;
use super::links;
use super::shown::{Faults, Field, Form, Page};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Body, Operation, Parameter, ParameterKind};
use crate::parameters;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

/// The name of the code in the query and in the form.
const CODE: &str = "invitation";
/// Where the form is sent, relative to the page's own address.
const ACTION: &str = "register";

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/register",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "registerPage",
            summary: "The page of an invitation",
            query: &[Parameter {
                name: CODE,
                about: "The code of an invitation.",
                kind: ParameterKind::Text,
            }],
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/register",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "registerForm",
            summary: "The form of that page",
            about: "It takes each field of the profile, too, under its name.",
            body: Body::Form(&[
                CODE,
                "email",
                "username",
                "given_name",
                "family_name",
                "password",
                "terms_version",
            ]),
            query: &[],
            cost: Cost::Registration,
            problems: &[
                Kind::InvalidToken,
                Kind::ExpiredToken,
                Kind::CrossSite,
                Kind::RegistrationClosed,
                Kind::NotInvited,
                Kind::InvalidInput,
            ],
            ..PAGE
        }),
    },
];

/// The address of the page for a code.
pub(crate) fn link(public_url: &str, code: &str) -> String {
    format!("{public_url}/{ACTION}?{CODE}={code}")
}

async fn show(asked: Asked) -> Result<HttpResponse, Problem> {
    let (host, code) = (asked.host(), asked.query().take(CODE).unwrap_or_default());
    let call = asked.call()?;
    let held = match look(&asked, &call, &code).await? {
        Looked::Good(held) => held,
        Looked::Refused(page) => return Ok(page),
    };
    let enrollment = asked.enrollment();
    let inputs = enrollment.registration_inputs(enrollment.tenant_of_invitation(&call, &code))?;
    form(host, &held, &inputs, &parameters::Form::parse(b""), &Faults::none()).respond(StatusCode::OK)
}

/// An invitation that somebody holds.
struct Held<'a> {
    code: &'a str,
    /// The address that it is for. Whoever has the code may see it: they register with no other.
    email: Option<EmailAddress>,
}

/// What became of looking at a code.
enum Looked<'a> {
    Good(Held<'a>),
    /// It is not good, and this is said of it.
    Refused(HttpResponse),
}

async fn look<'a>(asked: &Asked, call: &Call, code: &'a str) -> Result<Looked<'a>, Problem> {
    let (title, lead, status) = match asked.enrollment().look_at_invitation(call, code).await? {
        InvitationState::Good { email } => return Ok(Looked::Good(Held { code, email })),
        InvitationState::Over => (
            "This invitation is over",
            "It was used already, was taken back, or its time is over. Please ask whoever invited you for another one.",
            StatusCode::GONE,
        ),
        InvitationState::Invalid if code.is_empty() => (
            "Do you have an invitation?",
            "Please open the link that you were given by whoever invited you.",
            StatusCode::OK,
        ),
        InvitationState::Invalid => (
            "This link is not complete",
            "Perhaps it was cut in two on its way to you. Open it again as you were given it, or ask for another one.",
            StatusCode::BAD_REQUEST,
        ),
    };
    let page = Page::new(asked.host(), title).saying(lead).respond(status)?;
    Ok(Looked::Refused(page))
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    let (host, code, call) = (asked.host(), sent.text(CODE), asked.call()?);
    let held = match look(&asked, &call, code).await? {
        Looked::Good(held) => held,
        Looked::Refused(page) => return Ok(page),
    };
    let enrollment = asked.enrollment();
    let tenant = enrollment.tenant_of_invitation(&call, code);
    let call = Call {
        named: Some(tenant),
        ..call
    };
    let registration = registration(&sent, code);
    asked.charge_registration(&call, &registration)?;
    let faults = match enrollment.register(&call, &registration, None).await {
        Ok(registered) => return done(host, &registered),
        Err(RegisterError::Rejected(rejections)) => Faults::of_rejections(&rejections),
        Err(
            error @ (RegisterError::Closed
            | RegisterError::NotInvited
            | RegisterError::KeyReused
            | RegisterError::Unavailable(_)),
        ) => return Err(error.into()),
    };
    let alert = if faults.touch(Input::InvitationCode.name()) {
        "This invitation is for another address. Please register with the one that is shown."
    } else {
        "Something is not right yet; it is named below. Please type the password once more, too."
    };
    form(host, &held, &enrollment.registration_inputs(tenant)?, &sent, &faults)
        .alerting(Some(alert))
        .respond(StatusCode::UNPROCESSABLE_ENTITY)
}

/// What somebody typed, as a registration.
fn registration(sent: &parameters::Form, code: &str) -> RegistrationForm {
    let text = |name: &str| sent.get(name).map(str::to_owned);
    let profile = ProfileField::ALL.iter().filter_map(|field| {
        let value = sent.get(field.name()).filter(|value| !value.trim().is_empty())?;
        Some((*field, value.to_owned()))
    });
    RegistrationForm {
        email: text("email"),
        password: text("password"),
        username: text("username"),
        profile: profile.collect(),
        terms_version: text("terms_version"),
        wishes: WishesForm {
            invitation_code: Some(code.to_owned()),
            ..WishesForm::default()
        },
        ..RegistrationForm::default()
    }
}

fn form<'a>(
    host: &'a Host,
    held: &Held<'a>,
    inputs: &RegistrationInputs,
    typed: &parameters::Form,
    faults: &Faults,
) -> Page<'a> {
    let username = match inputs.username {
        Presence::Required => Some(Field::username().holding(typed.text("username")).faulted(faults)),
        Presence::Optional | Presence::Refused => None,
    };
    let email = match &held.email {
        Some(address) => Field::email().fixed(address.as_str(), "The address at which you were invited."),
        None => Field::email().holding(typed.text("email")),
    };
    let fields = inputs
        .fields
        .iter()
        .filter(|(field, presence)| is_asked(*field, *presence));
    let register = Form::new(ACTION, "Register")
        .carrying(CODE, held.code)
        .asking(Some(email.faulted(faults)))
        .asking(username);
    let register = fields.fold(register, |form, (field, presence)| {
        let held = typed.text(field.name());
        form.asking(Some(Field::profile(*field, *presence).holding(held).faulted(faults)))
    });
    let register = register
        .asking(Some(Field::chosen_password("password").faulted(faults)))
        .asking(
            inputs
                .terms
                .as_ref()
                .map(|terms| Field::terms(terms.as_str()).faulted(faults)),
        );
    Page::new(host, "You are invited")
        .saying(format!("Make your account at {}.", host.as_str()))
        .with(register)
}

/// What a tenant requires is asked for, and names wherever it takes them; the rest people enter once they are in.
fn is_asked(field: ProfileField, presence: Presence) -> bool {
    match (presence, field) {
        (Presence::Required, _) | (Presence::Optional, ProfileField::GivenName | ProfileField::FamilyName) => true,
        (Presence::Optional | Presence::Refused, _) => false,
    }
}

/// Tells somebody that they have registered: no more than the API tells.
fn done(host: &Host, registered: &Receipted<Registered>) -> Result<HttpResponse, Problem> {
    let state = match registered {
        Receipted::Fresh(Registered::SignedUp(signed_up)) if signed_up.disclosure == Disclosure::Open => {
            Some(&signed_up.user.user.state)
        }
        Receipted::Fresh(Registered::SignedUp(_) | Registered::CheckYourMail) | Receipted::Replayed(_) => None,
    };
    let page = match state {
        Some(State::Active { .. }) => {
            Page::new(host, "Welcome").saying("Your account is active. You can sign in with your password.")
        }
        Some(State::Pending { .. } | State::Suspended { .. } | State::Closed { .. }) | None => {
            Page::new(host, "Look into your mail")
                .saying("A mail with what comes next is on its way to the address that you entered.")
                .saying("It may take a minute. If you do not see it, please look into the folder for spam as well.")
        }
    };
    page.respond(StatusCode::OK)
}
