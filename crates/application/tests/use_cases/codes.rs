//! Typed codes do what the links beside them do.

use enroll_application::{
    ActivateByCode, ActivateError, Activated, ActivationPassword, AddressForm, CodeError, CodeForm,
    CompletePasswordResetError, FirstCredential, LinkError, NewUserForm,
};
use enroll_domain::registration::{CodePolicy, Policy};
use enroll_domain::user::EmailProof;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

pub(crate) const ADA: &str = "ada@example.org";

/// The private policy, with a code in every mail that may carry one.
pub(crate) fn coded() -> Policy {
    let codes = CodePolicy {
        purposes: CodePolicy::POSSIBLE.to_vec(),
        ..CodePolicy::default()
    };
    Policy {
        codes,
        ..Policy::private()
    }
}

/// The code in a mail's text: two groups of four digits on a line of their own.
pub(crate) fn code_in(text: &str) -> Option<String> {
    let digits = |line: &str| {
        let grouped = line.len() == 9 && line.as_bytes().get(4) == Some(&b' ');
        grouped && line.bytes().filter(u8::is_ascii_digit).count() == 8
    };
    text.lines().map(str::trim).find(|line| digits(line)).map(str::to_owned)
}

/// Another code than this one.
pub(crate) fn wrong(code: &str) -> String {
    let turn = |c: char| if c == '9' { '0' } else { '9' };
    code.chars()
        .map(|c| if c.is_ascii_digit() { turn(c) } else { c })
        .collect()
}

/// Delivers, and gives the code of the newest mail.
pub(crate) async fn newest_code(world: &World) -> String {
    world.deliver().await;
    let newest = world.mailbox.letters().pop().unwrap();
    code_in(&newest.letter.text).expect("a code")
}

pub(crate) async fn activate(
    world: &World,
    email: &str,
    code: &str,
    password: &str,
) -> Result<Activated, CodeError<ActivateError>> {
    let activate = ActivateByCode {
        code: CodeForm { email, code },
        password: ActivationPassword::Chosen(password),
        username: None,
        terms_version: None,
    };
    world.enrollment.activate_by_code(&CALL, activate).await
}

pub(crate) async fn reset(world: &World, email: &str, code: &str) -> Result<(), CodeError<CompletePasswordResetError>> {
    let code = CodeForm { email, code };
    world
        .enrollment
        .complete_password_reset_by_code(&CALL, code, OTHER_PASSWORD)
        .await
}

pub(crate) async fn ask_for_reset(world: &World) {
    world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(ADA)), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_code_activates_and_its_link_is_used_by_it() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let activated = activate(&world, "ADA@Example.org", &code, PASSWORD).await.unwrap();
    assert!(world.speaks(&activated.tokens).await);
    assert!(matches!(
        activated.user.user.identifiers.email_proof,
        EmailProof::Proved { .. }
    ));
    let token = world.newest_token().await;
    assert!(matches!(
        world.activate(&token, PASSWORD).await,
        Err(ActivateError::Link(LinkError::Expired))
    ));
    let again = activate(&world, ADA, &code, PASSWORD).await;
    assert!(matches!(again, Err(CodeError::Invalid)), "{again:?}");
}

#[tokio::test]
async fn a_link_that_is_used_takes_its_code_along() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let token = world.newest_token().await;
    world.activate(&token, PASSWORD).await.unwrap();
    assert!(matches!(
        activate(&world, ADA, &code, PASSWORD).await,
        Err(CodeError::Invalid)
    ));
}

#[tokio::test]
async fn a_good_code_with_a_wrong_password_activates_nobody_and_stays_good() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let refused = activate(&world, ADA, &code, OTHER_PASSWORD).await;
    assert!(
        matches!(refused, Err(CodeError::Refused(ActivateError::PasswordMismatch))),
        "{refused:?}"
    );
    activate(&world, ADA, &code, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn whoever_holds_the_code_alone_may_start_anew_with_a_blank_profile() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let anew = ActivateByCode {
        code: CodeForm {
            email: ADA,
            code: &code.replace(' ', "-"),
        },
        password: ActivationPassword::New(OTHER_PASSWORD),
        username: Some("ada"),
        terms_version: None,
    };
    let activated = world.enrollment.activate_by_code(&CALL, anew).await.unwrap();
    assert_eq!(activated.user.user.identifiers.username.unwrap().as_str(), "ada");
    assert!(world.sign_in(ADA, PASSWORD).await.is_none());
    assert!(world.sign_in(ADA, OTHER_PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_code_resets_a_password_and_ends_what_went_before() {
    let world = World::under(coded()).await;
    let tokens = world.settled(ADA).await.tokens;
    ask_for_reset(&world).await;
    let code = newest_code(&world).await;
    reset(&world, ADA, &code).await.unwrap();
    assert!(!world.speaks(&tokens).await);
    assert!(world.sign_in(ADA, PASSWORD).await.is_none());
    assert!(world.sign_in(ADA, OTHER_PASSWORD).await.is_some());
    assert!(matches!(reset(&world, ADA, &code).await, Err(CodeError::Invalid)));
}

#[tokio::test]
async fn a_code_sets_a_first_password_where_its_link_was_mailed() {
    let world = World::under(coded()).await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let form = NewUserForm {
        email: Some(ADA.to_owned()),
        ..NewUserForm::default()
    };
    world
        .enrollment
        .create_user(&operator, &form, FirstCredential::Mail, None)
        .await
        .unwrap();
    let code = newest_code(&world).await;
    let code = CodeForm {
        email: ADA,
        code: &code,
    };
    let weak = world.enrollment.set_first_password_by_code(&CALL, code, "short").await;
    assert!(matches!(weak, Err(CodeError::Refused(_))), "{weak:?}");
    let begun = world.enrollment.set_first_password_by_code(&CALL, code, PASSWORD).await;
    assert!(world.speaks(&begun.unwrap().tokens).await);
}
