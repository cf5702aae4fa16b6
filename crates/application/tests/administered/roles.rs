//! Roles that are made, and their ceiling: nobody makes, changes or removes one beyond their own authority.

use enroll_application::{GrantRoleError, ListError, ManageRolesError, RoleOrigin, RoleView};
use enroll_domain::registration::Policy;
use enroll_domain::role::{Authority, Needed, Role, RoleName};

use crate::world::{World, allowing, role};

fn policy_with_support() -> Policy {
    let mut policy = Policy::private();
    let support = Role::new(role("support"), Authority::Only(allowing(&["user.read"]).permissions));
    policy.roles = policy.roles.with(support);
    policy
}

fn told(roles: &[RoleView]) -> Vec<(&str, RoleOrigin)> {
    roles
        .iter()
        .map(|view| (view.role.name().as_str(), view.origin))
        .collect()
}

#[tokio::test]
async fn a_made_role_is_listed_granted_and_holds_from_the_next_call_on() {
    let world = World::under(policy_with_support()).await;
    let operator = world.operator().await;
    let reader = world.holder("reader", &["user.read"]).await;
    let roles = world.enrollment.list_roles(&operator).await.unwrap();
    let expected = [
        ("admin", RoleOrigin::BuiltIn),
        ("member", RoleOrigin::BuiltIn),
        ("support", RoleOrigin::Policy),
        ("reader", RoleOrigin::Made),
    ];
    assert_eq!(told(&roles), expected);
    assert!(reader.authority().allows(Needed::ReadUsers));

    let changed = world
        .enrollment
        .replace_role(&operator, role("reader"), allowing(&["tag.manage"]))
        .await;
    changed.unwrap();
    let codes = vec!["role:reader".to_owned(), "permission:tag.manage".to_owned()];
    assert_eq!(world.audited("role.changed").await.codes, codes);
    let reader = world.caller("reader@example.org").await;
    assert!(!reader.authority().allows(Needed::ReadUsers) && reader.authority().allows(Needed::ManageTags));

    world.enrollment.remove_role(&operator, role("reader")).await.unwrap();
    let codes = vec!["role:reader".to_owned()];
    assert_eq!(world.audited("role.removed").await.codes, codes);
    let reader = world.caller("reader@example.org").await;
    assert_eq!(*reader.authority(), Authority::nothing());
    let again = world.enrollment.remove_role(&operator, role("reader")).await;
    assert!(matches!(again, Err(ManageRolesError::NotFound)));

    // Whoever makes a role under the name of an older one gives it to nobody.
    let anew = world
        .enrollment
        .create_role(&operator, role("reader"), allowing(&["user.read"]))
        .await;
    anew.unwrap();
    let reader = world.caller("reader@example.org").await;
    assert_eq!(*reader.authority(), Authority::nothing());
}

#[tokio::test]
async fn the_names_of_built_in_policy_and_made_roles_are_taken_and_only_made_ones_change() {
    let world = World::under(policy_with_support()).await;
    let operator = world.operator().await;
    world
        .enrollment
        .create_role(&operator, role("made"), allowing(&[]))
        .await
        .unwrap();
    for name in ["admin", "member", "support", "made"] {
        let made = world.enrollment.create_role(&operator, role(name), allowing(&[])).await;
        assert!(matches!(made, Err(ManageRolesError::Taken)), "{name}");
    }
    for name in ["admin", "member", "support"] {
        let changed = world
            .enrollment
            .replace_role(&operator, role(name), allowing(&[]))
            .await;
        assert!(matches!(changed, Err(ManageRolesError::Fixed)), "{name}");
        let removed = world.enrollment.remove_role(&operator, role(name)).await;
        assert!(matches!(removed, Err(ManageRolesError::Fixed)), "{name}");
    }
    let changed = world
        .enrollment
        .replace_role(&operator, role("nobody"), allowing(&[]))
        .await;
    assert!(matches!(changed, Err(ManageRolesError::NotFound)));
}

#[tokio::test]
async fn nobody_makes_a_role_beyond_their_own_authority() {
    let world = World::new().await;
    let boss = world.holder("boss", &["role.manage", "role.grant", "user.read"]).await;
    for beyond in [&["user.create"][..], &["user.read", "tenant.manage"], &["shop.sell"]] {
        let made = world
            .enrollment
            .create_role(&boss, role("beyond"), allowing(beyond))
            .await;
        assert!(matches!(made, Err(ManageRolesError::Forbidden)), "{beyond:?}");
    }
    let within = world
        .enrollment
        .create_role(&boss, role("within"), allowing(&["user.read", "role.manage"]))
        .await;
    assert!(within.is_ok(), "what they hold they may put into a role");
}

#[tokio::test]
async fn nobody_changes_or_removes_a_role_that_is_or_would_be_beyond_their_own_authority() {
    let world = World::new().await;
    let boss = world.holder("boss", &["role.manage", "role.grant", "user.read"]).await;
    let operator = world.operator().await;
    world
        .enrollment
        .create_role(&operator, role("higher"), allowing(&["user.create"]))
        .await
        .unwrap();
    let lowered = world
        .enrollment
        .replace_role(&boss, role("higher"), allowing(&[]))
        .await;
    assert!(
        matches!(lowered, Err(ManageRolesError::Forbidden)),
        "it allows more than they may"
    );
    let removed = world.enrollment.remove_role(&boss, role("higher")).await;
    assert!(matches!(removed, Err(ManageRolesError::Forbidden)));
    let raised = world
        .enrollment
        .replace_role(
            &boss,
            role("boss"),
            allowing(&["role.manage", "role.grant", "user.read", "user.create"]),
        )
        .await;
    assert!(
        matches!(raised, Err(ManageRolesError::Forbidden)),
        "their own role is no way up"
    );
    let still = world.caller("boss@example.org").await;
    assert!(!still.authority().allows(Needed::CreateUsers));
    let made = world.view(|queries| queries.roles_made(enroll_domain::id::TenantId::DEFAULT));
    let higher = made
        .await
        .into_iter()
        .find(|made| *made.name() == role("higher"))
        .unwrap();
    assert_eq!(
        *higher.authority(),
        Authority::Only(allowing(&["user.create"]).permissions)
    );
}

#[tokio::test]
async fn an_administrator_who_makes_users_and_manages_roles_gets_no_further() {
    let world = World::new().await;
    let held = ["user.create", "role.manage"];
    let editor = world.holder("editor", &held).await;
    let herself = editor.view().unwrap().user.id;
    let form = enroll_application::NewUserForm {
        email: Some("puppet@example.org".to_owned()),
        roles: vec!["editor".to_owned()],
        ..enroll_application::NewUserForm::default()
    };
    let credential = enroll_application::FirstCredential::Mail;
    let puppet = world.enrollment.create_user(&editor, &form, credential, None).await;
    assert!(
        puppet.is_err(),
        "without role.grant she gives no role, not even her own"
    );
    for name in [RoleName::admin(), role("editor")] {
        let granted = world.enrollment.grant_role(&editor, herself, &name).await;
        assert!(matches!(granted, Err(GrantRoleError::Forbidden)), "{name}");
    }
    let raised = world
        .enrollment
        .replace_role(
            &editor,
            role("editor"),
            allowing(&["user.create", "role.manage", "role.grant"]),
        )
        .await;
    assert!(matches!(raised, Err(ManageRolesError::Forbidden)));
    let fresh = world
        .enrollment
        .create_role(&editor, role("ladder"), allowing(&["role.grant"]))
        .await;
    assert!(matches!(fresh, Err(ManageRolesError::Forbidden)));
    let now = world.caller("editor@example.org").await;
    assert_eq!(*now.authority(), Authority::Only(allowing(&held).permissions));
}

#[tokio::test]
async fn without_role_manage_nobody_sees_or_touches_a_role() {
    let world = World::new().await;
    let granter = world.holder("granter", &["role.grant", "user.read"]).await;
    let listed = world.enrollment.list_roles(&granter).await;
    assert!(matches!(listed, Err(ListError::Forbidden)));
    let made = world.enrollment.create_role(&granter, role("x"), allowing(&[])).await;
    assert!(matches!(made, Err(ManageRolesError::Forbidden)));
    let changed = world
        .enrollment
        .replace_role(&granter, role("granter"), allowing(&[]))
        .await;
    assert!(matches!(changed, Err(ManageRolesError::Forbidden)));
    let removed = world.enrollment.remove_role(&granter, role("granter")).await;
    assert!(matches!(removed, Err(ManageRolesError::Forbidden)));
}
