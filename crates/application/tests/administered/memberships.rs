//! Where users stand: assigned as a whole, and provisioned.

use enroll_application::{AssignMembershipError, AssignmentForm, MembershipForm, PackageDetails, PackageForm, TagForm};
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::membership::{Code, TagStanding, Usual};
use enroll_domain::registration::{Policy, ProvisioningTarget};
use uuid::Uuid;

use crate::world::{World, title};

struct Place {
    department: String,
    section: String,
    elsewhere: String,
}

async fn furnish(world: &World) -> Place {
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let department = enrollment
        .create_department(&operator, title("Research"), None)
        .await
        .unwrap();
    let section = enrollment
        .create_department(&operator, title("Physics"), Some(department.id))
        .await
        .unwrap();
    let elsewhere = enrollment
        .create_department(&operator, title("Sales"), None)
        .await
        .unwrap();
    for text in ["Beta", "Press"] {
        let form = TagForm {
            title: title(text),
            description: None,
            standing: TagStanding::Active,
        };
        enrollment.create_tag(&operator, form).await.unwrap();
    }
    let form = PackageForm {
        title: title("Professional"),
        usual: Usual::No,
        details: PackageDetails::none(),
    };
    let code = Code::parse("pro").unwrap();
    enrollment.create_package(&operator, code, form).await.unwrap();
    Place {
        department: department.id.to_string(),
        section: section.id.to_string(),
        elsewhere: elsewhere.id.to_string(),
    }
}

fn form(department: Option<&str>, section: Option<&str>, tags: &[u64], package: Option<&str>) -> MembershipForm {
    MembershipForm {
        assignment: AssignmentForm {
            department: department.map(str::to_owned),
            section: section.map(str::to_owned),
            tags: tags.to_vec(),
        },
        package: package.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_membership_is_replaced_as_a_whole_audited_and_provisioned() {
    let world = World::under(Policy {
        provisioning: vec![ProvisioningTarget::parse("memory").unwrap()],
        ..Policy::private()
    })
    .await;
    let place = furnish(&world).await;
    let (operator, ada) = (world.operator().await, world.user("ada@example.org", &[]).await);
    let stands = || world.view(move |queries| queries.provisioning(TenantId::DEFAULT, ada));
    let before = stands().await.unwrap().wanted;
    let full = form(Some(&place.department), Some(&place.section), &[2, 1], Some("pro"));
    let view = world.enrollment.assign_membership(&operator, ada, full).await.unwrap();
    let membership = &view.user.membership;
    assert_eq!(membership.department.unwrap().to_string(), place.department);
    assert_eq!(membership.section.unwrap().to_string(), place.section);
    assert_eq!((&*view.tags, view.package.unwrap().as_str()), (&[1, 2][..], "pro"));
    assert_eq!(stands().await.unwrap().wanted, before + 1);
    assert_eq!(world.audited("membership.changed").await.subject, Some(ada.as_uuid()));
    let bare = form(None, None, &[], None);
    let view = world.enrollment.assign_membership(&operator, ada, bare).await.unwrap();
    assert_eq!(view.user.membership, enroll_domain::membership::Membership::default());
}

#[tokio::test]
async fn everything_that_is_not_there_is_named_at_once() {
    let world = World::new().await;
    let place = furnish(&world).await;
    let (operator, ada) = (world.operator().await, world.user("ada@example.org", &[]).await);
    let cases = [
        (
            form(Some("nonsense"), Some(&Uuid::nil().to_string()), &[9], Some("gold")),
            vec!["department", "section", "tags", "package"],
        ),
        (form(Some(&place.section), None, &[], None), vec!["department"]),
        (form(None, Some(&place.department), &[], None), vec!["section"]),
        (
            form(Some(&place.elsewhere), Some(&place.section), &[], None),
            vec!["section"],
        ),
        (form(None, None, &[], Some("no code!")), vec!["package"]),
    ];
    for (form, expected) in cases {
        let assigned = world.enrollment.assign_membership(&operator, ada, form.clone()).await;
        let Err(AssignMembershipError::Rejected(rejections)) = assigned else {
            panic!("{form:?} was assigned")
        };
        let named: Vec<_> = rejections.as_slice().iter().map(|found| found.input.name()).collect();
        assert_eq!(named, expected);
    }
}

#[tokio::test]
async fn a_retired_tag_is_kept_and_given_to_nobody() {
    let world = World::new().await;
    furnish(&world).await;
    let operator = world.operator().await;
    let (ada, bob) = (
        world.user("ada@example.org", &[]).await,
        world.user("bob@example.org", &[]).await,
    );
    let assign = |user, tags: &[u64]| {
        let form = form(None, None, tags, None);
        world.enrollment.assign_membership(&operator, user, form)
    };
    assign(ada, &[1]).await.unwrap();
    let retired = TagForm {
        title: title("Beta"),
        description: None,
        standing: TagStanding::Retired,
    };
    world.enrollment.replace_tag(&operator, 1, retired).await.unwrap();
    assert_eq!(assign(ada, &[1, 2]).await.unwrap().tags, [1, 2]);
    assert!(matches!(
        assign(bob, &[1]).await,
        Err(AssignMembershipError::Rejected(_))
    ));
    assign(ada, &[2]).await.unwrap();
    let back = assign(ada, &[1, 2]).await;
    assert!(
        matches!(back, Err(AssignMembershipError::Rejected(_))),
        "once gone, it is gone"
    );
}

#[tokio::test]
async fn only_who_updates_users_assigns_and_only_those_of_their_tenant() {
    let world = World::new().await;
    let ada = world.user("ada@example.org", &[]).await;
    let reader = world.holder("reader", &["user.read", "department.manage"]).await;
    let assigned = world
        .enrollment
        .assign_membership(&reader, ada, MembershipForm::default())
        .await;
    assert!(matches!(assigned, Err(AssignMembershipError::Forbidden)));
    let nobody = world
        .enrollment
        .assign_membership(
            &world.operator().await,
            UserId::from_uuid(Uuid::nil()),
            MembershipForm::default(),
        )
        .await;
    assert!(matches!(nobody, Err(AssignMembershipError::NotFound)));
}
