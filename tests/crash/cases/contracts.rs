//! What the modules of existing contracts ask beside everybody else: to confirm in their own ways, and to know beforehand what a
//! call would end in.

use enroll::adapters::memory::sign_shared;
use enroll::domain::proof::{LandsWhen, Purpose};
use enroll::domain::role::RoleName;
use enroll::{AuthenticateError, FirstCredential, NewUserForm, SharedSecret};

use super::links::{confirmed, unproved};
use super::{Case, Outcome, done, promising};
use crate::people::{PASSWORD, ada};
use crate::postconditions::Postcondition::{LinkMailed, SignsIn, Speak};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

const SECRET: &str = "a secret that two systems share, and nobody guesses";

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("confirm an address by its name", unproved, confirm_address, confirmed),
        Case::new(
            "confirm an address and sign in",
            unproved,
            confirm_and_sign_in,
            confirmed,
        ),
        Case::new("ask for a mail to confirm with", made, ask_confirmation, |_| {
            vec![LinkMailed(ada(), Purpose::Confirmation), SignsIn(ada(), PASSWORD)]
        }),
        Case::new("ask what a call would end in", made, ask_beforehand, |_| {
            vec![SignsIn(ada(), PASSWORD)]
        }),
        Case::new("come with another system's token", made, come_with_a_token, |_| {
            vec![SignsIn(ada(), PASSWORD)]
        }),
    ]
}

async fn made(cast: Cast) -> Props {
    let user = cast.made(&ada(), PASSWORD, &RoleName::member()).await;
    Props {
        user: Some(user),
        ..Props::default()
    }
}

async fn confirm_address(cast: Cast, props: Props) -> Outcome {
    let address = ada();
    cast.enrollment
        .confirm_address(&CALL, address.as_str(), &props.link)
        .await?;
    done()
}

async fn confirm_and_sign_in(cast: Cast, props: Props) -> Outcome {
    let signed_in = cast.enrollment.confirm_and_sign_in(&CALL, &props.link).await?;
    promising(Speak(signed_in.tokens))
}

async fn ask_confirmation(cast: Cast, props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    let user = props.user.unwrap();
    cast.enrollment
        .ask_confirmation(&operator, user, None, LandsWhen::Afterwards)
        .await?;
    done()
}

async fn ask_beforehand(cast: Cast, props: Props) -> Outcome {
    let (enrollment, address) = (&cast.enrollment, ada());
    let operator = enrollment.operator(&CALL).await?;
    let form = NewUserForm {
        email: Some(address.as_str().to_owned()),
        ..NewUserForm::default()
    };
    let against = enrollment.objections(&operator, &form, FirstCredential::Mail).await?;
    assert_eq!(against.len(), 1, "the address is somebody's");
    assert_eq!(enrollment.unknown_tags(CALL.tenant(), &[7]).await?, [7]);
    enrollment.address_standing(&CALL, Some(address.as_str())).await?;
    enrollment.examine_admission(&CALL, Some(address.as_str())).await?;
    let user = props.user.unwrap();
    assert!(enrollment.provisioning_of(&CALL, user).await?.is_some());
    done()
}

/// The tenant counts nobody, so nobody has the number of the token, and it is refused once everybody was looked at.
async fn come_with_a_token(cast: Cast, _props: Props) -> Outcome {
    let secret = SharedSecret::parse(SECRET).unwrap();
    let now = cast.now_in_seconds();
    let claims = [
        ("user_id", "1".to_owned()),
        ("token_type", "access".to_owned()),
        ("jti", "1".to_owned()),
        ("iat", now.to_string()),
        ("exp", (now + 600).to_string()),
    ];
    let claims: Vec<_> = claims.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let token = sign_shared(&secret, "HS256", &claims);
    match cast.enrollment.authenticate_shared(&CALL, &secret, &token).await {
        Err(AuthenticateError::Refused) => done(),
        Err(error) => Err(error.into()),
        Ok(_caller) => panic!("nobody has that number"),
    }
}
