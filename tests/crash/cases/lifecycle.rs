//! The life of an account after activation: another address, signing out everywhere, being suspended and reinstated, and the end.

use enroll::domain::id::UserId;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::ports::repository::Notice;

use super::{Case, Outcome, done};
use crate::people::{NAME, OTHER_PASSWORD, PASSWORD, ada, adas_other, grace};
use crate::postconditions::Postcondition;
use crate::postconditions::Postcondition::{
    Lacks, LinkMailed, LinkSpent, Named, Proved, Provisioned, SignsIn, SignsInNot, Silent, Speaks, Stands, Told,
};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("ask for another address", signed_in, ask_address, |props| {
            vec![
                LinkMailed(adas_other(), Purpose::AddressChange),
                Told(Notice::AddressChangeAsked),
                SignsIn(ada(), PASSWORD),
                Speaks(props.access.clone()),
            ]
        }),
        Case::new("confirm another address", asked_for_another, confirm_address, |props| {
            vec![
                SignsIn(adas_other(), PASSWORD),
                SignsInNot(ada(), PASSWORD),
                Proved(adas_other()),
                Provisioned(adas_other()),
                Told(Notice::AddressChanged),
                LinkSpent(Purpose::AddressChange, props.link.clone()),
                Silent(props.access.clone()),
            ]
        }),
        Case::new("sign out everywhere", signed_in, sign_out_everywhere, |props| {
            vec![
                Silent(props.access.clone()),
                SignsIn(ada(), PASSWORD),
                Provisioned(ada()),
            ]
        }),
        Case::new("close one's own account", signed_in, close_own, closed),
        // From here on the link's place in the props is Ada's access token, and the other one is an administrator's.
        Case::new("sign a user out", beside_an_administrator, sign_out_user, |props| {
            vec![
                Silent(props.link.clone()),
                Speaks(props.access.clone()),
                Provisioned(ada()),
            ]
        }),
        Case::new("suspend a user", beside_an_administrator, suspend, |props| {
            vec![
                Stands(ada(), "suspended"),
                SignsInNot(ada(), PASSWORD),
                Silent(props.link.clone()),
                Told(Notice::AccountSuspended),
                Provisioned(ada()),
            ]
        }),
        Case::new("reinstate a user", suspended, reinstate, |props| {
            vec![
                Stands(ada(), "active"),
                SignsIn(ada(), PASSWORD),
                Silent(props.link.clone()),
                Told(Notice::AccountReinstated),
                Provisioned(ada()),
            ]
        }),
        Case::new("close a user's account", beside_an_administrator, close, closed),
    ]
}

fn closed(_props: &Props) -> Vec<Postcondition> {
    vec![
        Stands(ada(), "closed"),
        SignsInNot(ada(), PASSWORD),
        Named(ada(), None),
        Lacks(ada(), RoleName::member()),
        Told(Notice::AccountClosed),
        Provisioned(ada()),
    ]
}

async fn signed_in(cast: Cast) -> Props {
    Props::of(&cast.active(&ada(), PASSWORD, NAME).await)
}

async fn asked_for_another(cast: Cast) -> Props {
    let props = signed_in(cast.clone()).await;
    ask_address(cast.clone(), props.clone()).await.unwrap();
    Props {
        link: cast.newest_link(&adas_other()).await,
        ..props
    }
}

async fn beside_an_administrator(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    let user = cast.caller(&tokens.access_token).await.view().map(|view| view.user.id);
    cast.made(&grace(), OTHER_PASSWORD, &RoleName::admin()).await;
    Props {
        user,
        link: tokens.access_token,
        ..Props::of(&cast.sign_in(&grace(), OTHER_PASSWORD).await)
    }
}

async fn suspended(cast: Cast) -> Props {
    let props = beside_an_administrator(cast.clone()).await;
    suspend(cast.clone(), props.clone()).await.unwrap();
    cast.deliver().await;
    props
}

async fn ask_address(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let wanted = adas_other();
    cast.enrollment
        .ask_address_change(&caller, Some(wanted.as_str()), Some(PASSWORD))
        .await?;
    done()
}

async fn confirm_address(cast: Cast, props: Props) -> Outcome {
    cast.enrollment.confirm_address_change(&CALL, &props.link).await?;
    done()
}

async fn sign_out_everywhere(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.sign_out_everywhere(&caller).await?;
    done()
}

async fn close_own(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.close_own_account(&caller, Some(PASSWORD)).await?;
    done()
}

fn adas(props: &Props) -> UserId {
    props.user.unwrap()
}

async fn sign_out_user(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.sign_out_user(&caller, adas(&props)).await?;
    done()
}

async fn suspend(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.suspend_user(&caller, adas(&props)).await?;
    done()
}

async fn reinstate(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.reinstate_user(&caller, adas(&props)).await?;
    done()
}

async fn close(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment.close_user(&caller, adas(&props)).await?;
    done()
}
