//! Invitations: their code, their ceiling, and their end.

use std::time::Duration;

use enroll_application::{
    Caller, InvitationForm, InvitationLifetime, InvitationUses, InviteError, Invited, ListError, RegisterError,
};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{
    Admission, Beginning, Claim, EmailDomain, Invited as WhoMay, Policy, RegistrationForm, WishesForm,
};
use enroll_domain::role::RoleName;

use crate::world::{CALL, PASSWORD, World, role};

fn form(roles: &[&str]) -> InvitationForm {
    InvitationForm {
        email: None,
        roles: roles.iter().map(|name| role(name)).collect(),
        uses: InvitationUses::ONE,
        lifetime: InvitationLifetime::USUAL,
    }
}

fn only_invited() -> Policy {
    Policy {
        admission: Admission::Invited(WhoMay::Always),
        claim: Claim::AtRegistration(Beginning::Active),
        ..Policy::private()
    }
}

async fn invite(world: &World, caller: &Caller, form: InvitationForm) -> Invited {
    world.enrollment.invite(caller, form).await.unwrap()
}

async fn register(world: &World, email: &str, code: &str) -> Result<(), RegisterError> {
    let form = RegistrationForm {
        email: Some(email.to_owned()),
        password: Some(PASSWORD.to_owned()),
        wishes: WishesForm {
            invitation_code: Some(code.to_owned()),
            ..WishesForm::default()
        },
        ..RegistrationForm::default()
    };
    world.enrollment.register(&CALL, &form, None).await.map(drop)
}

#[tokio::test]
async fn whoever_holds_the_code_registers_once_with_the_roles_that_it_gives() {
    let world = World::under(only_invited()).await;
    world.holder("reader", &["user.read"]).await;
    let operator = world.operator().await;
    let invited = invite(&world, &operator, form(&["reader", "reader"])).await;
    assert_eq!(invited.invitation.roles, [role("reader")], "each once");
    assert_eq!(world.audited("invitation.created").await.codes, ["role:reader"]);
    register(&world, "ada@example.org", &invited.code).await.unwrap();
    let ada = world.caller("ada@example.org").await;
    assert_eq!(ada.view().unwrap().roles, [RoleName::member(), role("reader")]);
    assert!(register(&world, "bob@example.org", &invited.code).await.is_err());
    let page = world.enrollment.list_invitations(&operator, None, 10).await.unwrap();
    assert_eq!((page.items.len(), page.items.first().unwrap().used), (1, 1));
    assert!(!format!("{page:?}{invited:?}").contains(&invited.code));
}

#[tokio::test]
async fn nobody_invites_with_a_role_beyond_their_own_authority() {
    let world = World::new().await;
    world.holder("reader", &["user.read"]).await;
    world.holder("maker", &["user.create"]).await;
    let host = world
        .holder("host", &["invitation.manage", "role.grant", "user.read"])
        .await;
    for names in [&["admin"][..], &["maker"], &["reader", "maker"], &["nobody"]] {
        let invited = world.enrollment.invite(&host, form(names)).await;
        assert!(matches!(invited, Err(InviteError::Rejected(_))), "{names:?}");
    }
    assert!(world.enrollment.invite(&host, form(&["reader", "host"])).await.is_ok());

    let doorman = world.holder("doorman", &["invitation.manage", "user.read"]).await;
    for names in [&["reader"][..], &["doorman"], &["member"]] {
        let invited = world.enrollment.invite(&doorman, form(names)).await;
        assert!(
            matches!(invited, Err(InviteError::Rejected(_))),
            "{names:?}: they give no roles at all"
        );
    }
    assert!(world.enrollment.invite(&doorman, form(&[])).await.is_ok());
}

#[tokio::test]
async fn without_invitation_manage_nobody_invites_lists_or_takes_back() {
    let world = World::new().await;
    let operator = world.operator().await;
    let invited = invite(&world, &operator, form(&[])).await;
    let editor = world.holder("editor", &["user.create", "role.grant"]).await;
    let made = world.enrollment.invite(&editor, form(&[])).await;
    assert!(matches!(made, Err(InviteError::Forbidden)));
    let listed = world.enrollment.list_invitations(&editor, None, 10).await;
    assert!(matches!(listed, Err(ListError::Forbidden)));
    let revoked = world.enrollment.revoke_invitation(&editor, invited.invitation.id).await;
    assert!(matches!(revoked, Err(InviteError::Forbidden)));
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_or_is_over_admits_nobody() {
    let world = World::under(only_invited()).await;
    let operator = world.operator().await;
    let back = invite(&world, &operator, form(&[])).await;
    let id = back.invitation.id;
    let first = world.enrollment.revoke_invitation(&operator, id).await.unwrap();
    assert!(first.revoked_at.is_some());
    let records = world.audit().await.len();
    let again = world.enrollment.revoke_invitation(&operator, id).await.unwrap();
    assert_eq!((again, world.audit().await.len()), (first, records), "nothing changed");
    assert!(register(&world, "ada@example.org", &back.code).await.is_err());
    let other = world
        .enrollment
        .revoke_invitation(&operator, enroll_domain::id::InvitationId::from_uuid(uuid::Uuid::nil()))
        .await;
    assert!(matches!(other, Err(InviteError::NotFound)));

    let short = InvitationForm {
        lifetime: InvitationLifetime::of_seconds(60).unwrap(),
        ..form(&[])
    };
    let short = invite(&world, &operator, short).await;
    world.clock.advance(Duration::from_secs(60));
    assert!(register(&world, "ada@example.org", &short.code).await.is_err());
}

#[tokio::test]
async fn an_invitation_for_an_address_is_for_one_that_the_tenant_takes() {
    let world = World::under(Policy {
        email_domains: vec![EmailDomain::parse("example.org").unwrap()],
        ..only_invited()
    })
    .await;
    let operator = world.operator().await;
    let to = |email: &str| InvitationForm {
        email: Some(EmailAddress::parse(email).unwrap()),
        ..form(&[])
    };
    let elsewhere = world.enrollment.invite(&operator, to("ada@example.net")).await;
    assert!(matches!(elsewhere, Err(InviteError::Rejected(_))));
    let invited = invite(&world, &operator, to("ada@example.org")).await;
    assert!(register(&world, "bob@example.org", &invited.code).await.is_err());
    assert!(register(&world, "Ada@example.org", &invited.code).await.is_ok());
}

#[test]
fn uses_and_lifetimes_are_bounded() {
    assert_eq!(InvitationUses::new(1), Some(InvitationUses::ONE));
    for uses in [0, -1, 10_001, i64::MAX] {
        assert_eq!(InvitationUses::new(uses), None, "{uses}");
    }
    assert_eq!(
        InvitationLifetime::of_seconds(7 * 24 * 60 * 60),
        Some(InvitationLifetime::USUAL)
    );
    for seconds in [59, 0, -60, 90 * 24 * 60 * 60 + 1] {
        assert_eq!(InvitationLifetime::of_seconds(seconds), None, "{seconds}");
    }
}
