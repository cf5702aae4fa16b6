//! Links: asking for one, disowning a registration, resetting a password, setting a first one.

use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::{AddressForm, FirstCredential, NewUserForm};

use super::{Case, Outcome, done, promising};
use crate::people::{NAME, NEW_PASSWORD, PASSWORD, STRANGER, STRANGERS_PASSWORD, ada};
use crate::postconditions::Postcondition::{
    AttemptOpen, LinkMailed, LinkSpent, NoAttempts, Proved, Provisioned, SignsIn, SignsInNot, Silent, Speak,
};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("resend the activation mail", registered, resend, |_| {
            vec![AttemptOpen(ada(), NAME), LinkMailed(ada(), Purpose::Activation)]
        }),
        Case::new("look at a link", registered_with_a_link, look, |_| {
            vec![AttemptOpen(ada(), NAME), LinkMailed(ada(), Purpose::Activation)]
        }),
        Case::new("disown a registration", registered_by_a_stranger, disown, |props| {
            vec![
                NoAttempts(ada()),
                LinkSpent(Purpose::Activation, props.link.clone()),
                SignsInNot(ada(), STRANGERS_PASSWORD),
            ]
        }),
        Case::new("request a password reset", active_user, request_reset, |_| {
            vec![LinkMailed(ada(), Purpose::PasswordReset), SignsIn(ada(), PASSWORD)]
        }),
        Case::new("complete a password reset", reset_requested, complete_reset, |props| {
            vec![
                SignsIn(ada(), NEW_PASSWORD),
                SignsInNot(ada(), PASSWORD),
                Silent(props.access.clone()),
                LinkSpent(Purpose::PasswordReset, props.link.clone()),
                Provisioned(ada()),
            ]
        }),
        Case::new("confirm an address", unproved, confirm, confirmed),
        Case::new(
            "set a first password",
            made_by_the_operator,
            set_first_password,
            |props| {
                let spent = LinkSpent(Purpose::FirstPassword, props.link.clone());
                vec![SignsIn(ada(), PASSWORD), spent, Provisioned(ada())]
            },
        ),
    ]
}

/// What holds once somebody confirmed their address.
pub(super) fn confirmed(props: &Props) -> Vec<crate::postconditions::Postcondition> {
    vec![
        SignsIn(ada(), PASSWORD),
        Proved(ada()),
        LinkSpent(Purpose::Confirmation, props.link.clone()),
        Provisioned(ada()),
    ]
}

async fn registered(cast: Cast) -> Props {
    cast.register(&ada(), PASSWORD, NAME).await;
    Props::default()
}

async fn registered_with_a_link(cast: Cast) -> Props {
    cast.register(&ada(), PASSWORD, NAME).await;
    Props::link(cast.newest_link(&ada()).await)
}

async fn registered_by_a_stranger(cast: Cast) -> Props {
    cast.register(&ada(), STRANGERS_PASSWORD, STRANGER).await;
    Props::link(cast.newest_link(&ada()).await)
}

async fn active_user(cast: Cast) -> Props {
    cast.active(&ada(), PASSWORD, NAME).await;
    Props::default()
}

async fn reset_requested(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    cast.enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(ada().as_str())), None)
        .await
        .unwrap();
    Props {
        link: cast.newest_link(&ada()).await,
        ..Props::of(&tokens)
    }
}

async fn made_by_the_operator(cast: Cast) -> Props {
    let form = NewUserForm {
        email: Some(ada().as_str().to_owned()),
        ..NewUserForm::default()
    };
    let operator = cast.enrollment.operator(&CALL).await.unwrap();
    cast.enrollment
        .create_user(&operator, &form, FirstCredential::Mail, None)
        .await
        .unwrap();
    Props::link(cast.newest_link(&ada()).await)
}

/// Somebody whom the operator gave a password, and who asked for a link to prove the address with.
pub(super) async fn unproved(cast: Cast) -> Props {
    cast.made(&ada(), PASSWORD, &RoleName::member()).await;
    cast.enrollment
        .resend_activation(&CALL, AddressForm::of(Some(ada().as_str())), None)
        .await
        .unwrap();
    Props::link(cast.newest_link(&ada()).await)
}

async fn confirm(cast: Cast, props: Props) -> Outcome {
    cast.enrollment.confirm(&CALL, &props.link).await?;
    done()
}

async fn resend(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment
        .resend_activation(&CALL, AddressForm::of(Some(ada().as_str())), None)
        .await?;
    done()
}

async fn look(cast: Cast, props: Props) -> Outcome {
    cast.enrollment
        .look_at_link(&CALL, &props.link, Purpose::Activation)
        .await?;
    done()
}

async fn disown(cast: Cast, props: Props) -> Outcome {
    cast.enrollment.disown(&CALL, &props.link).await?;
    done()
}

async fn request_reset(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(ada().as_str())), None)
        .await?;
    done()
}

async fn complete_reset(cast: Cast, props: Props) -> Outcome {
    cast.enrollment
        .complete_password_reset(&CALL, &props.link, NEW_PASSWORD)
        .await?;
    done()
}

async fn set_first_password(cast: Cast, props: Props) -> Outcome {
    promising(Speak(
        cast.enrollment
            .set_first_password(&CALL, &props.link, PASSWORD)
            .await?
            .tokens,
    ))
}
