//! Administration: making, reading and changing users, giving and taking roles, and what is beyond somebody's authority.

use enroll::domain::profile::Field;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::{FirstCredential, NewUserForm};

use super::{Case, Outcome, done, nothing_before};
use crate::people::{NAME, NEW_NAME, OTHER_PASSWORD, PASSWORD, STRANGER, STRANGERS_PASSWORD, ada, grace};
use crate::postconditions::Postcondition::{
    Holds, Lacks, LinkMailed, Named, NoAttempts, Pending, Provisioned, SignsIn, SignsInNot,
};
use crate::refusal::Kind;
use crate::scenes::{CALL, Props};
use crate::stage::{Cast, support_role};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "create a user who gets a mail",
            an_administrator_and_a_stranger,
            create_by_mail,
            |_| {
                let mailed = LinkMailed(ada(), Purpose::FirstPassword);
                vec![
                    Pending(ada()),
                    mailed,
                    NoAttempts(ada()),
                    Provisioned(ada()),
                    SignsInNot(ada(), STRANGERS_PASSWORD),
                ]
            },
        ),
        Case::new(
            "create a user who gets a link by hand",
            nothing_before,
            create_by_hand,
            |_| vec![Pending(ada()), Provisioned(ada())],
        )
        .handing_links_over(),
        Case::new(
            "create the first administrator",
            nothing_before,
            create_administrator,
            |_| {
                vec![
                    SignsIn(ada(), PASSWORD),
                    Holds(ada(), RoleName::admin()),
                    Provisioned(ada()),
                ]
            },
        ),
        Case::new("read and list users", two_users, read_and_list, |_| {
            vec![SignsIn(ada(), PASSWORD)]
        }),
        Case::new("change a user's profile", two_users, change_profile, |_| {
            vec![Named(ada(), Some(NEW_NAME))]
        }),
        Case::new("grant a role", two_users, grant, |_| {
            vec![Holds(ada(), RoleName::admin()), Provisioned(ada())]
        }),
        Case::new("revoke a role", two_users, revoke, |_| {
            vec![Lacks(ada(), RoleName::member()), SignsIn(ada(), PASSWORD)]
        }),
        Case::new(
            "grant a role beyond one's authority",
            two_users_without_much,
            grant_beyond,
            |_| vec![Lacks(ada(), RoleName::admin()), Lacks(grace(), RoleName::admin())],
        ),
        Case::new("revoke the last administrator", two_users, revoke_last, |_| {
            vec![Holds(grace(), RoleName::admin())]
        }),
    ]
}

async fn an_administrator(cast: &Cast) -> Props {
    cast.made(&grace(), OTHER_PASSWORD, &RoleName::admin()).await;
    Props::of(&cast.sign_in(&grace(), OTHER_PASSWORD).await)
}

async fn an_administrator_and_a_stranger(cast: Cast) -> Props {
    cast.register(&ada(), STRANGERS_PASSWORD, STRANGER).await;
    an_administrator(&cast).await
}

/// Grace is an administrator, Ada is the user of the props.
async fn two_users(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    let user = cast.caller(&tokens.access_token).await.view().map(|view| view.user.id);
    Props {
        user,
        ..an_administrator(&cast).await
    }
}

/// Grace may give roles, but holds little herself.
async fn two_users_without_much(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    let user = cast.caller(&tokens.access_token).await.view().map(|view| view.user.id);
    cast.made(&grace(), OTHER_PASSWORD, &support_role()).await;
    Props {
        user,
        ..Props::of(&cast.sign_in(&grace(), OTHER_PASSWORD).await)
    }
}

fn form() -> NewUserForm {
    NewUserForm {
        email: Some(ada().as_str().to_owned()),
        ..NewUserForm::default()
    }
}

async fn create_by_mail(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment
        .create_user(&caller, &form(), FirstCredential::Mail, None)
        .await?;
    done()
}

async fn create_by_hand(cast: Cast, _props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    cast.enrollment
        .create_user(&operator, &form(), FirstCredential::Link, None)
        .await?;
    done()
}

async fn create_administrator(cast: Cast, _props: Props) -> Outcome {
    let form = NewUserForm {
        roles: vec!["admin".to_owned()],
        ..form()
    };
    let operator = cast.enrollment.operator(&CALL).await?;
    cast.enrollment
        .create_user(&operator, &form, FirstCredential::Password(PASSWORD), None)
        .await?;
    done()
}

async fn read_and_list(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let read = cast.enrollment.read_user(&caller, props.user.unwrap()).await?;
    let page = cast.enrollment.list_users(&caller, None, 10).await?;
    assert!(page.users.contains(&read) && page.users.len() == 2 && page.next.is_none());
    done()
}

async fn change_profile(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let changes = [(Field::GivenName, Some(NEW_NAME.to_owned()))];
    cast.enrollment
        .update_profile(&caller, props.user.unwrap(), &changes)
        .await?;
    done()
}

async fn grant(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment
        .grant_role(&caller, props.user.unwrap(), &RoleName::admin())
        .await?;
    done()
}

async fn revoke(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment
        .revoke_role(&caller, props.user.unwrap(), &RoleName::member())
        .await?;
    done()
}

/// Done when it is refused.
async fn grant_beyond(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let herself = caller.view().unwrap().user.id;
    for user in [props.user.unwrap(), herself] {
        match cast.enrollment.grant_role(&caller, user, &RoleName::admin()).await {
            Ok(_) => panic!("somebody gave more than they hold"),
            Err(error) => refused(error.into())?,
        }
    }
    done()
}

/// Done when it is refused.
async fn revoke_last(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let herself = caller.view().unwrap().user.id;
    match cast.enrollment.revoke_role(&caller, herself, &RoleName::admin()).await {
        Ok(_) => panic!("the last administrator is gone"),
        Err(error) => refused(error.into()),
    }?;
    done()
}

fn refused(refusal: crate::refusal::Refusal) -> Result<(), crate::refusal::Refusal> {
    match refusal.kind {
        Kind::Refused => Ok(()),
        Kind::Unserved => Err(refusal),
    }
}
