//! Departments, tags and packages.

use std::time::Duration;

use enroll_application::{
    ListError, ManageDepartmentsError, ManagePackagesError, ManageTagsError, PackageDetails, PackageForm, TagForm,
};
use enroll_domain::document::Document;
use enroll_domain::id::{DepartmentId, TenantId};
use enroll_domain::membership::{Code, TagStanding, Usual};
use uuid::Uuid;

use crate::world::{World, title};

fn tag(text: &str) -> TagForm {
    TagForm {
        title: title(text),
        description: None,
        standing: TagStanding::Active,
    }
}

fn package(text: &str, usual: Usual) -> PackageForm {
    PackageForm {
        title: title(text),
        usual,
        details: PackageDetails::none(),
    }
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

#[tokio::test]
async fn departments_have_sections_and_titles_differ_within_the_same() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let make = |text: &str, within| enrollment.create_department(&operator, title(text), within);
    let research = make("Research", None).await.unwrap();
    assert!(matches!(
        make("Research", None).await,
        Err(ManageDepartmentsError::TitleTaken)
    ));
    world.clock.advance(Duration::from_millis(1));
    let section = make("Research", Some(research.id)).await.unwrap();
    assert_eq!(section.within, Some(research.id));
    let deeper = make("Deeper", Some(section.id)).await;
    assert!(
        matches!(deeper, Err(ManageDepartmentsError::NoDepartment)),
        "a section has none"
    );
    let nowhere = make("Nowhere", Some(DepartmentId::from_uuid(Uuid::nil()))).await;
    assert!(matches!(nowhere, Err(ManageDepartmentsError::NoDepartment)));

    world.clock.advance(Duration::from_millis(1));
    let sales = make("Sales", None).await.unwrap();
    let rename = |id, text: &str| enrollment.rename_department(&operator, id, title(text));
    assert!(matches!(
        rename(sales.id, "Research").await,
        Err(ManageDepartmentsError::TitleTaken)
    ));
    assert_eq!(rename(sales.id, "Trade").await.unwrap().title, title("Trade"));
    assert_eq!(
        world.audited("department.changed").await.subject,
        Some(sales.id.as_uuid())
    );
    let gone = rename(DepartmentId::from_uuid(Uuid::nil()), "X").await;
    assert!(matches!(gone, Err(ManageDepartmentsError::NotFound)));

    let first = enrollment.list_departments(&operator, None, 2).await.unwrap();
    assert_eq!((first.items.len(), first.next), (2, Some(section.id)));
    let rest = enrollment.list_departments(&operator, first.next, 2).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
}

#[tokio::test]
async fn tags_are_counted_and_replaced_by_their_numbers() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    for (number, text) in [(1, "Beta"), (2, "Press")] {
        assert_eq!(
            enrollment.create_tag(&operator, tag(text)).await.unwrap().number,
            number
        );
    }
    let again = enrollment.create_tag(&operator, tag("Beta")).await;
    assert!(matches!(again, Err(ManageTagsError::TitleTaken)));
    assert_eq!(
        enrollment.create_tag(&operator, tag("VIP")).await.unwrap().number,
        3,
        "none is left out"
    );
    let taken = enrollment.replace_tag(&operator, 2, tag("Beta")).await;
    assert!(matches!(taken, Err(ManageTagsError::TitleTaken)));
    let retired = TagForm {
        standing: TagStanding::Retired,
        ..tag("Journalists")
    };
    let changed = enrollment.replace_tag(&operator, 2, retired).await.unwrap();
    assert_eq!((changed.number, changed.standing), (2, TagStanding::Retired));
    let missing = enrollment.replace_tag(&operator, 9, tag("X")).await;
    assert!(matches!(missing, Err(ManageTagsError::NotFound)));
    let page = enrollment.list_tags(&operator, Some(1), 1).await.unwrap();
    assert_eq!((page.items, page.next), (vec![changed], Some(2)));
}

#[tokio::test]
async fn one_package_at_most_is_the_usual_one() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let make = |name: &str, usual| enrollment.create_package(&operator, code(name), package(name, usual));
    make("free", Usual::Yes).await.unwrap();
    world.clock.advance(Duration::from_millis(1));
    make("pro", Usual::Yes).await.unwrap();
    assert!(matches!(
        make("pro", Usual::No).await,
        Err(ManagePackagesError::CodeTaken)
    ));
    let usual = || world.view(|queries| queries.usual_package(TenantId::DEFAULT));
    assert_eq!(usual().await.unwrap().code, code("pro"));
    let details = PackageDetails::read(Document::table([("seats", Document::Number(5))])).unwrap();
    let form = PackageForm {
        details,
        ..package("Free of charge", Usual::Yes)
    };
    let changed = enrollment.replace_package(&operator, code("free"), form).await.unwrap();
    assert_eq!(changed.details, Document::table([("seats", Document::Number(5))]));
    assert_eq!(usual().await.unwrap(), changed);
    let page = enrollment.list_packages(&operator, None, 10).await.unwrap();
    let usual_ones = page.items.iter().filter(|package| package.usual == Usual::Yes).count();
    assert_eq!((page.items.len(), usual_ones), (2, 1));
    let form = package("Free", Usual::No);
    enrollment.replace_package(&operator, code("free"), form).await.unwrap();
    assert_eq!(usual().await, None);
    let missing = enrollment
        .replace_package(&operator, code("gold"), package("X", Usual::No))
        .await;
    assert!(matches!(missing, Err(ManagePackagesError::NotFound)));
}

#[tokio::test]
async fn each_thing_needs_its_own_permission() {
    let world = World::new().await;
    let enrollment = &world.enrollment;
    let operator = world.operator().await;
    enrollment.create_tag(&operator, tag("Beta")).await.unwrap();
    let nobody = world.holder("nobody", &["user.create", "role.manage"]).await;
    let made = enrollment.create_department(&nobody, title("X"), None).await;
    assert!(matches!(made, Err(ManageDepartmentsError::Forbidden)));
    let renamed = enrollment
        .rename_department(&nobody, DepartmentId::from_uuid(Uuid::nil()), title("X"))
        .await;
    assert!(matches!(renamed, Err(ManageDepartmentsError::Forbidden)));
    assert!(matches!(
        enrollment.create_tag(&nobody, tag("X")).await,
        Err(ManageTagsError::Forbidden)
    ));
    assert!(matches!(
        enrollment.replace_tag(&nobody, 1, tag("X")).await,
        Err(ManageTagsError::Forbidden)
    ));
    let made = enrollment
        .create_package(&nobody, code("x"), package("X", Usual::No))
        .await;
    assert!(matches!(made, Err(ManagePackagesError::Forbidden)));
    let changed = enrollment
        .replace_package(&nobody, code("x"), package("X", Usual::No))
        .await;
    assert!(matches!(changed, Err(ManagePackagesError::Forbidden)));
    assert!(matches!(
        enrollment.list_departments(&nobody, None, 1).await,
        Err(ListError::Forbidden)
    ));
    assert!(matches!(
        enrollment.list_tags(&nobody, None, 1).await,
        Err(ListError::Forbidden)
    ));
    assert!(matches!(
        enrollment.list_packages(&nobody, None, 1).await,
        Err(ListError::Forbidden)
    ));
    let reader = world.holder("reader", &["user.read"]).await;
    assert_eq!(enrollment.list_tags(&reader, None, 1).await.unwrap().items.len(), 1);
}
