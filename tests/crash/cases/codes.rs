//! Typed codes, which do what the links beside them do.

use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::{ActivateByCode, ActivationPassword, AddressForm, CodeForm, FirstCredential, NewUserForm};

use super::{Case, Outcome, done, promising};
use crate::people::{NAME, NEW_PASSWORD, PASSWORD, ada};
use crate::postconditions::Postcondition::{
    Holds, LinkSpent, NoAttempts, Provisioned, SignsIn, SignsInNot, Silent, Speak,
};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("activate by a code", registered, activate, |props| {
            vec![
                SignsIn(ada(), PASSWORD),
                NoAttempts(ada()),
                Holds(ada(), RoleName::member()),
                Provisioned(ada()),
                LinkSpent(Purpose::Activation, props.link.clone()),
            ]
        }),
        Case::new(
            "complete a password reset by a code",
            reset_requested,
            complete,
            |props| {
                vec![
                    SignsIn(ada(), NEW_PASSWORD),
                    SignsInNot(ada(), PASSWORD),
                    Silent(props.access.clone()),
                    LinkSpent(Purpose::PasswordReset, props.link.clone()),
                    Provisioned(ada()),
                ]
            },
        ),
        Case::new("set a first password by a code", made_by_the_operator, begin, |props| {
            let spent = LinkSpent(Purpose::FirstPassword, props.link.clone());
            vec![SignsIn(ada(), PASSWORD), spent, Provisioned(ada())]
        }),
    ]
}

async fn registered(cast: Cast) -> Props {
    cast.register(&ada(), PASSWORD, NAME).await;
    cast.newest_code(&ada()).await
}

async fn reset_requested(cast: Cast) -> Props {
    let access = cast.active(&ada(), PASSWORD, NAME).await.access_token;
    cast.enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(ada().as_str())), None)
        .await
        .unwrap();
    Props {
        access,
        ..cast.newest_code(&ada()).await
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
    cast.newest_code(&ada()).await
}

async fn activate(cast: Cast, props: Props) -> Outcome {
    let ada = ada();
    let activate = ActivateByCode {
        code: CodeForm {
            email: ada.as_str(),
            code: &props.code,
        },
        password: ActivationPassword::Chosen(PASSWORD),
        username: None,
        terms_version: None,
    };
    promising(Speak(cast.enrollment.activate_by_code(&CALL, activate).await?.tokens))
}

async fn complete(cast: Cast, props: Props) -> Outcome {
    let ada = ada();
    let code = CodeForm {
        email: ada.as_str(),
        code: &props.code,
    };
    cast.enrollment
        .complete_password_reset_by_code(&CALL, code, NEW_PASSWORD)
        .await?;
    done()
}

async fn begin(cast: Cast, props: Props) -> Outcome {
    let ada = ada();
    let code = CodeForm {
        email: ada.as_str(),
        code: &props.code,
    };
    promising(Speak(
        cast.enrollment
            .set_first_password_by_code(&CALL, code, PASSWORD)
            .await?
            .tokens,
    ))
}
