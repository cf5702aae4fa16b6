//! The life of an account: suspended, reinstated and closed, by whom it may be, and what is left of it.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll_application::{AddressForm, Caller, CloseOwnAccountError, Housekeeping, Tokens};
use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field;
use enroll_domain::registration::Policy;
use enroll_domain::role::{Authority, Permission, Role, RoleName};
use enroll_domain::user::State;
use enroll_identity_provider::Enabled;

use crate::address_change::{ask, made};
use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, target};

const ADA: &str = "ada@example.org";
const ROOT: &str = "root@example.org";

/// A tenant with an identity provider and a role that may suspend, and close nobody.
pub(crate) async fn world() -> World {
    let mut policy = Policy::private();
    let held = ["user.suspend", "user.read"].map(|text| Permission::parse(text).unwrap());
    let warden = RoleName::parse("warden").unwrap();
    policy.roles = policy
        .roles
        .with(Role::new(warden, Authority::Only(BTreeSet::from(held))));
    policy.provisioning = vec![target()];
    World::under(policy).await
}

pub(crate) async fn caller(world: &World, email: &str) -> Caller {
    let tokens = world.sign_in(email, PASSWORD).await.unwrap();
    world.caller(&tokens).await
}

/// Ada, who registered, and the administrator.
pub(crate) async fn two(world: &World) -> (Tokens, UserId, Caller) {
    made(world, ROOT, "admin").await;
    let ada = world.settled(ADA).await;
    world.deliver().await;
    (ada.tokens, ada.user.user.id, caller(world, ROOT).await)
}

async fn state(world: &World, id: UserId) -> State {
    let user = world.store.view(move |queries| queries.user(CALL.tenant(), id)).await;
    user.unwrap().unwrap().state
}

#[tokio::test]
async fn who_is_suspended_is_out_everywhere_until_they_are_reinstated() {
    let world = world().await;
    let (tokens, ada, root) = two(&world).await;
    ask(&world, &tokens, "countess@example.org").await;
    let change = world.newest_token().await;
    let provider_id = world
        .store
        .view(move |queries| queries.provisioning(CALL.tenant(), ada))
        .await;
    let session = world
        .provider
        .sign_in(&provider_id.unwrap().unwrap().provider_id.unwrap())
        .unwrap();
    let view = world.enrollment.suspend_user(&root, ada).await.unwrap();
    assert_eq!(view.user.state.code(), "suspended");
    assert!(!world.speaks(&tokens).await);
    assert!(world.enrollment.refresh(&CALL, &tokens.refresh_token).await.is_err());
    assert!(world.sign_in(ADA, PASSWORD).await.is_none());
    assert!(world.enrollment.confirm_address_change(&CALL, &change).await.is_err());
    world.deliver().await;
    assert_eq!(world.subjects_to(ADA).pop().unwrap(), "Your account was suspended");
    assert_eq!(world.provider.ensured(ada).unwrap().enabled, Enabled::No);
    assert!(!world.provider.is_signed_in(&session));
    world.enrollment.suspend_user(&root, ada).await.unwrap();
    world.enrollment.reinstate_user(&root, ada).await.unwrap();
    world.enrollment.reinstate_user(&root, ada).await.unwrap();
    world.deliver().await;
    assert!(!world.speaks(&tokens).await, "what was ended stays so");
    assert!(world.sign_in(ADA, PASSWORD).await.is_some());
    assert_eq!(world.provider.ensured(ada).unwrap().enabled, Enabled::Yes);
    assert_eq!(world.subjects_to(ADA).pop().unwrap(), "Your account is open again");
    let audit = world.audit().await;
    let times = |action| audit.iter().filter(|record| record.action == action).count();
    assert_eq!(
        (times(Action::Suspended), times(Action::Reinstated)),
        (1, 1),
        "what changes nothing is no deed"
    );
}

#[tokio::test]
async fn of_a_closed_account_nothing_is_left_but_what_it_was_known_by_and_then_nothing() {
    let world = world().await;
    let (tokens, ada, root) = two(&world).await;
    let changes = [
        (Field::GivenName, Some("Augusta".to_owned())),
        (Field::Locale, Some("fr".to_owned())),
    ];
    let herself = world.caller(&tokens).await;
    world.enrollment.update_own_profile(&herself, &changes).await.unwrap();
    world.enrollment.close_user(&root, ada).await.unwrap();
    let view = world.enrollment.read_user(&root, ada).await.unwrap();
    assert!(view.roles.is_empty() && view.user.profile.iter().next().is_none());
    assert!(matches!(view.user.state, State::Closed { .. }));
    assert!(!world.speaks(&tokens).await && world.sign_in(ADA, PASSWORD).await.is_none());
    world.deliver().await;
    assert_eq!(world.subjects_to(ADA).pop().unwrap(), "Votre compte a été fermé");
    assert!(world.provider.ensured(ada).is_none(), "gone there, too");
    let mails = world.subjects().len();
    world.register(ADA, OTHER_PASSWORD).await;
    world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(ADA)), None)
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.subjects().len(), mails, "inside the cool-down nobody is mailed");
    let housekeeping = Housekeeping::new(world.enrollment.clone());
    world.clock.advance(Duration::from_secs(30 * 24 * 3600 - 1));
    assert_eq!(housekeeping.step().await.unwrap().identifiers, 0);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(housekeeping.step().await.unwrap().identifiers, 1);
    let root = caller(&world, ROOT).await;
    let left = world.enrollment.read_user(&root, ada).await.unwrap().user;
    assert_eq!(left.identifiers.email, None);
    let again = world.settled(ADA).await;
    assert_ne!(again.user.user.id, ada);
}

#[tokio::test]
async fn an_address_of_a_closed_user_is_not_given_to_somebody_who_asks_to_change() {
    let world = world().await;
    let (_, ada, root) = two(&world).await;
    world.enrollment.close_user(&root, ada).await.unwrap();
    let grace = world.settled("grace@example.org").await.tokens;
    world.deliver().await;
    let mails = world.subjects_to(ADA).len();
    ask(&world, &grace, ADA).await;
    world.deliver().await;
    assert_eq!(world.subjects_to(ADA).len(), mails);
}

#[tokio::test]
async fn one_closes_ones_own_account_with_the_password_alone() {
    let world = world().await;
    let (tokens, ada, _) = two(&world).await;
    let herself = world.caller(&tokens).await;
    for wrong in [None, Some(""), Some("not the password")] {
        let refused = world.enrollment.close_own_account(&herself, wrong).await;
        assert!(matches!(refused, Err(CloseOwnAccountError::Rejected(_))), "{refused:?}");
    }
    assert!(world.speaks(&tokens).await);
    world
        .enrollment
        .close_own_account(&herself, Some(PASSWORD))
        .await
        .unwrap();
    assert!(matches!(state(&world, ada).await, State::Closed { .. }));
    let again = world.enrollment.close_own_account(&herself, Some(PASSWORD)).await;
    assert!(matches!(again, Err(CloseOwnAccountError::Refused)), "{again:?}");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_and_those_at_the_provider() {
    let world = world().await;
    let (one, ada, root) = two(&world).await;
    let two = world.sign_in(ADA, PASSWORD).await.unwrap();
    let standing = world
        .store
        .view(move |queries| queries.provisioning(CALL.tenant(), ada))
        .await;
    let provider_id = standing.unwrap().unwrap().provider_id.unwrap();
    let there = world.provider.sign_in(&provider_id).unwrap();
    world
        .enrollment
        .sign_out_everywhere(&world.caller(&one).await)
        .await
        .unwrap();
    assert!(!world.speaks(&one).await && !world.speaks(&two).await);
    assert!(world.enrollment.refresh(&CALL, &two.refresh_token).await.is_err());
    world.deliver().await;
    assert!(!world.provider.is_signed_in(&there));
    let there = world.provider.sign_in(&provider_id).unwrap();
    let three = world.sign_in(ADA, PASSWORD).await.unwrap();
    world.enrollment.sign_out_user(&root, ada).await.unwrap();
    assert!(!world.speaks(&three).await);
    world.deliver().await;
    assert!(!world.provider.is_signed_in(&there));
    assert!(world.sign_in(ADA, PASSWORD).await.is_some());
}

#[tokio::test]
async fn notices_leave_no_address_behind_once_they_are_sent() {
    let world = world().await;
    let (_, ada, root) = two(&world).await;
    world.enrollment.suspend_user(&root, ada).await.unwrap();
    let noted = || async {
        let messages = world.messages().await;
        let ids: Vec<_> = messages.into_iter().map(|(message, _)| message.id).collect();
        let found = world.store.view(move |queries| {
            let each = ids.iter().map(|id| queries.addressee(CALL.tenant(), *id));
            each.collect::<Result<Vec<_>, _>>()
        });
        found.await.unwrap().into_iter().flatten().collect::<Vec<_>>()
    };
    let waiting = noted().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        waiting.first().map(|one| &one.address),
        EmailAddress::parse(ADA).ok().as_ref()
    );
    assert!(!format!("{waiting:?}").contains("ada"));
    world.deliver().await;
    assert!(noted().await.is_empty());
}
