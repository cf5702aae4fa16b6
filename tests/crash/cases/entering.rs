//! Coming in: registering, activating, signing in, going on and leaving.

use enroll::domain::profile::Field;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::{Activate, ActivationPassword, HandedPassword, IdempotencyKey, Receipt, Registered};

use super::{Case, Outcome, done, nothing_before, promising};
use crate::people::{NAME, NEW_PASSWORD, PASSWORD, STRANGER, STRANGERS_PASSWORD, USERNAME, ada};
use crate::postconditions::Postcondition::{
    AttemptOpen, Holds, LinkMailed, LinkSpent, Named, NoAttempts, Provisioned, SignsIn, SignsInNot, Silent, Speak,
    Speaks,
};
use crate::scenes::{CALL, Props, form};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("register", nothing_before, register, |_| {
            vec![AttemptOpen(ada(), NAME), LinkMailed(ada(), Purpose::Activation)]
        }),
        Case::new(
            "register under an idempotency key",
            nothing_before,
            register_once,
            |_| vec![AttemptOpen(ada(), NAME), LinkMailed(ada(), Purpose::Activation)],
        ),
        Case::new("register with the address of a user", active_user, register, |_| {
            vec![
                NoAttempts(ada()),
                LinkMailed(ada(), Purpose::PasswordReset),
                SignsIn(ada(), PASSWORD),
            ]
        }),
        Case::new("activate", registered, activate, |props| activated(props, PASSWORD)),
        Case::new(
            "activate after a stranger registered",
            registered_after_a_stranger,
            activate,
            |props| {
                let mut goal = activated(props, PASSWORD);
                goal.extend([SignsInNot(ada(), STRANGERS_PASSWORD), Named(ada(), Some(NAME))]);
                goal
            },
        ),
        Case::new(
            "activate with a new password",
            registered_after_a_stranger,
            activate_anew,
            |props| {
                let mut goal = activated(props, NEW_PASSWORD);
                goal.extend([
                    SignsInNot(ada(), PASSWORD),
                    SignsInNot(ada(), STRANGERS_PASSWORD),
                    Named(ada(), None),
                ]);
                goal
            },
        ),
        Case::new("sign in", active_user, sign_in, |_| vec![SignsIn(ada(), PASSWORD)]),
        Case::new("refresh", signed_in, refresh, |props| {
            vec![Speaks(props.access.clone())]
        }),
        Case::new("sign out", signed_in, sign_out, |props| {
            vec![Silent(props.access.clone())]
        }),
    ]
}

fn activated(props: &Props, password: &'static str) -> Vec<crate::postconditions::Postcondition> {
    let spent = LinkSpent(Purpose::Activation, props.link.clone());
    vec![
        SignsIn(ada(), password),
        NoAttempts(ada()),
        Holds(ada(), RoleName::member()),
        Provisioned(ada()),
        spent,
    ]
}

async fn registered(cast: Cast) -> Props {
    cast.register(&ada(), PASSWORD, NAME).await;
    Props::link(cast.newest_link(&ada()).await)
}

/// The stranger knows neither Ada's mail nor her password, but came first and wished for a user name.
async fn registered_after_a_stranger(cast: Cast) -> Props {
    let mut strangers = form(&ada(), STRANGERS_PASSWORD, STRANGER);
    strangers.username = Some(USERNAME.to_owned());
    strangers.profile.push((Field::Nickname, STRANGER.to_owned()));
    cast.enrollment.register(&CALL, &strangers, None).await.unwrap();
    registered(cast).await
}

async fn active_user(cast: Cast) -> Props {
    cast.active(&ada(), PASSWORD, NAME).await;
    Props::default()
}

async fn signed_in(cast: Cast) -> Props {
    Props::of(&cast.active(&ada(), PASSWORD, NAME).await)
}

async fn register(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment
        .register(&CALL, &form(&ada(), PASSWORD, NAME), None)
        .await?;
    done()
}

async fn register_once(cast: Cast, _props: Props) -> Outcome {
    let key = IdempotencyKey::parse("0123456789abcdef").unwrap();
    let receipt = Receipt::new(key, b"the same body".to_vec(), |answer: &Registered| match answer {
        Registered::CheckYourMail => b"check your mail".to_vec(),
        Registered::SignedUp(_) => b"come in".to_vec(),
    });
    cast.enrollment
        .register(&CALL, &form(&ada(), PASSWORD, NAME), Some(receipt))
        .await?;
    done()
}

async fn activate(cast: Cast, props: Props) -> Outcome {
    let activate = Activate {
        token: &props.link,
        password: ActivationPassword::Chosen(PASSWORD),
        username: None,
        terms_version: None,
    };
    promising(Speak(cast.enrollment.activate(&CALL, activate).await?.tokens))
}

async fn activate_anew(cast: Cast, props: Props) -> Outcome {
    let activate = Activate {
        token: &props.link,
        password: ActivationPassword::New(NEW_PASSWORD),
        username: None,
        terms_version: None,
    };
    promising(Speak(cast.enrollment.activate(&CALL, activate).await?.tokens))
}

async fn sign_in(cast: Cast, _props: Props) -> Outcome {
    promising(Speak(
        cast.enrollment
            .sign_in(&CALL, Some(ada().as_str()), Some(PASSWORD), HandedPassword::Refused)
            .await?,
    ))
}

async fn refresh(cast: Cast, props: Props) -> Outcome {
    promising(Speak(cast.enrollment.refresh(&CALL, &props.refresh).await?))
}

async fn sign_out(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.sign_out(&caller).await?;
    done()
}
