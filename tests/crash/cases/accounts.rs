//! One's own account: the password and the profile.

use enroll::domain::profile::Field;

use super::{Case, Outcome, done};
use crate::people::{NAME, NEW_NAME, NEW_PASSWORD, PASSWORD, ada};
use crate::postconditions::Postcondition::{Named, Provisioned, SignsIn, SignsInNot, Silent, Speaks};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("change one's own password", signed_in_twice, change_password, |props| {
            vec![
                SignsIn(ada(), NEW_PASSWORD),
                SignsInNot(ada(), PASSWORD),
                Speaks(props.access.clone()),
                // The other session, which is named by the link's place in the props.
                Silent(props.link.clone()),
                Provisioned(ada()),
            ]
        }),
        Case::new("change one's own profile", signed_in_twice, change_profile, |_| {
            vec![Named(ada(), Some(NEW_NAME)), SignsIn(ada(), PASSWORD)]
        }),
        Case::new("read oneself", signed_in_twice, read_oneself, |props| {
            vec![Speaks(props.access.clone())]
        }),
        Case::new("read where somebody stands", signed_in_twice, read_standing, |props| {
            vec![Speaks(props.access.clone())]
        }),
    ]
}

async fn signed_in_twice(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    let elsewhere = cast.sign_in(&ada(), PASSWORD).await;
    Props {
        link: elsewhere.access_token,
        ..Props::of(&tokens)
    }
}

async fn change_password(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    cast.enrollment
        .change_password(&caller, Some(PASSWORD), Some(NEW_PASSWORD))
        .await?;
    done()
}

async fn change_profile(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let changes = [(Field::GivenName, Some(NEW_NAME.to_owned()))];
    cast.enrollment.update_own_profile(&caller, &changes).await?;
    done()
}

async fn read_oneself(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    assert_eq!(caller.view().unwrap().user.identifiers.email, Some(ada()));
    done()
}

async fn read_standing(cast: Cast, props: Props) -> Outcome {
    let caller = cast.enrollment.authenticate(&CALL, &props.access).await?;
    let standing = cast.enrollment.read_membership(caller.view().unwrap()).await?;
    assert_eq!(standing.roles.len(), 1, "the role that everybody gets");
    done()
}
