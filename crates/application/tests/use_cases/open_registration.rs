//! Where whoever registers is a user at once, as Onyx's contract has it: who may, what they are, and what they are mailed.

use enroll_application::{
    AddressForm, InvitationForm, InvitationLifetime, InvitationUses, Receipted, RegisterError, Registered,
};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{EmailDomain, Policy, Preset, RegistrationForm, WishesForm};
use enroll_domain::role::RoleName;

use crate::world::{CALL, PASSWORD, World, form};

async fn invite(world: &World, address: &str) {
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let invitation = InvitationForm {
        email: Some(EmailAddress::parse(address).unwrap()),
        roles: Vec::new(),
        uses: InvitationUses::ONE,
        lifetime: InvitationLifetime::USUAL,
    };
    world.enrollment.invite(&operator, invitation).await.unwrap();
}

async fn roles_of(world: &World, form: RegistrationForm) -> Vec<String> {
    let registered = world.enrollment.register(&CALL, &form, None).await.unwrap();
    let Receipted::Fresh(Registered::SignedUp(signed_up)) = registered else {
        unreachable!("nobody is mailed a link first");
    };
    let roles = signed_up.user.roles.iter();
    roles.map(|role| role.as_str().to_owned()).collect()
}

#[tokio::test]
async fn whether_somebody_may_register_can_be_asked_before_anything_of_their_address() {
    let world = World::under(Policy {
        email_domains: vec![EmailDomain::parse("example.com").unwrap()],
        ..Preset::Onyx.policy()
    })
    .await;
    let ask = async |address| world.enrollment.examine_admission(&CALL, Some(address)).await;
    assert!(ask("bob@example.org").await.is_ok(), "nobody is invited yet");
    invite(&world, "ada@example.com").await;
    assert!(ask("ADA@example.com").await.is_ok());
    let stranger = ask("bob@example.org").await;
    assert!(matches!(stranger, Err(RegisterError::NotInvited)), "{stranger:?}");
    assert!(matches!(ask("nobody").await, Err(RegisterError::Rejected(_))));
    let outside = form("bob@example.org", PASSWORD);
    let refused = world.enrollment.register(&CALL, &outside, None).await;
    assert!(matches!(refused, Err(RegisterError::Rejected(_))), "{refused:?}");
    // Asking used nothing up.
    world.register("ada@example.com", PASSWORD).await;
}

#[tokio::test]
async fn the_first_user_rules_only_where_the_tenant_says_so() {
    let world = World::under(Preset::Onyx.policy()).await;
    let wishing = |address: &str| RegistrationForm {
        wishes: WishesForm {
            roles: vec!["admin".to_owned()],
            ..WishesForm::default()
        },
        ..form(address, PASSWORD)
    };
    assert_eq!(roles_of(&world, wishing("ada@example.com")).await, ["basic"]);
    let codes: Vec<_> = world
        .audit()
        .await
        .into_iter()
        .flat_map(|record| record.codes)
        .collect();
    assert!(codes.contains(&"left_out:admin".to_owned()), "{codes:?}");
    let world = World::under(Policy {
        first_user_roles: vec![RoleName::admin()],
        ..Preset::Onyx.policy()
    })
    .await;
    assert_eq!(roles_of(&world, wishing("ada@example.com")).await, ["admin", "basic"]);
    assert_eq!(roles_of(&world, wishing("bob@example.com")).await, ["basic"]);
}

#[tokio::test]
async fn the_mail_of_onyx_is_sent_on_demand_and_bears_its_subject() {
    let world = World::under(Preset::Onyx.policy()).await;
    world.register("ada@example.com", PASSWORD).await;
    world.deliver().await;
    assert!(world.subjects().is_empty(), "registration itself mails nothing");
    let ask = AddressForm::of(Some("ada@example.com"));
    world.enrollment.resend_activation(&CALL, ask, None).await.unwrap();
    let token = world.newest_token().await;
    assert_eq!(world.subjects(), ["Onyx Email Verification"]);
    world.enrollment.confirm(&CALL, &token).await.unwrap();
    world.enrollment.resend_activation(&CALL, ask, None).await.unwrap();
    world.deliver().await;
    assert_eq!(world.subjects().len(), 1, "it is verified");
}
