//! The people that transcripts speak as, and the things they speak of: made before the first request, in the tenant that serves the
//! contract and in the one beside it.

use std::collections::BTreeSet;

use enroll::domain::membership::{TagStanding, Title};
use enroll::domain::registration::Use;
use enroll::domain::role::{Authority, Needed, Permission, Role, RoleName, Roles};
use enroll::{
    AssignmentForm, Call, Caller, Enrollment, FirstCredential, HandedPassword, NewUserForm, Receipted, TagForm,
};

use crate::pattern::Known;

const PASSWORD: &str = "Seven0wls-Read_Maps";

/// These roles and one more: whoever may make users, and give the role `editor`.
pub(crate) fn clerk(roles: Roles) -> Roles {
    let held: BTreeSet<_> = [Needed::CreateUsers, Needed::GrantRoles]
        .iter()
        .filter_map(|needed| Permission::parse(needed.as_str()).ok())
        .collect();
    let editor = Role::new(RoleName::parse("editor").unwrap(), Authority::nothing());
    let roles = if roles.find(editor.name()).is_some() {
        roles
    } else {
        roles.with(editor)
    };
    roles.with(Role::new(RoleName::parse("clerk").unwrap(), Authority::Only(held)))
}

/// Makes everybody, and says what they are known by.
pub(crate) async fn born(enrollment: &Enrollment) -> Known {
    let mut known = Known::new();
    for (variable, tenant, name, role) in [
        ("admin", "acme", "principal", "admin"),
        ("limited", "acme", "clerk", "clerk"),
        ("member", "acme", "member1", "member"),
        ("other", "other", "stranger", "admin"),
    ] {
        let call = Call::in_tenant(enrollment.tenant_named(tenant).unwrap());
        let operator = enrollment.operator(&call).await.unwrap();
        let token = make(enrollment, &call, &operator, name, role, &mut known).await;
        known.insert(variable.to_owned(), token);
    }
    let call = Call::in_tenant(enrollment.tenant_named("acme").unwrap());
    let operator = enrollment.operator(&call).await.unwrap();
    let department = enrollment
        .create_department(&operator, title("Newsroom"), None)
        .await
        .unwrap();
    let section = enrollment
        .create_department(&operator, title("Desk"), Some(department.id))
        .await
        .unwrap();
    known.insert("department".to_owned(), department.id.to_string());
    known.insert("section".to_owned(), section.id.to_string());
    for (variable, title) in [("tag1", "early"), ("tag2", "late")] {
        let form = TagForm {
            title: self::title(title),
            description: None,
            standing: TagStanding::Active,
        };
        let tag = enrollment.create_tag(&operator, form).await.unwrap();
        known.insert(variable.to_owned(), tag.number.to_string());
    }
    known
}

fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

async fn make(
    enrollment: &Enrollment,
    call: &Call,
    operator: &Caller,
    name: &str,
    role: &str,
    known: &mut Known,
) -> String {
    let email = format!("{name}@acme.example.org");
    let policy = enrollment.tenant(call.tenant()).unwrap().policy.clone();
    let form = NewUserForm {
        email: Some(email.clone()),
        username: Some(name.to_owned()),
        profile: required_names(&policy),
        roles: vec![role.to_owned()],
        assignment: AssignmentForm::default(),
        ..NewUserForm::default()
    };
    let credential = FirstCredential::Password(PASSWORD);
    let made = enrollment.create_user(operator, &form, credential, None).await.unwrap();
    let Receipted::Fresh(made) = made else {
        panic!("nobody asked twice");
    };
    if policy.referrals == Use::On && role == "member" {
        let code = made.user.user.membership.referral_code.as_ref().unwrap();
        known.insert("referral".to_owned(), code.as_str().to_owned());
    }
    let tokens = enrollment.sign_in(call, Some(&email), Some(PASSWORD), HandedPassword::Accepted);
    tokens.await.unwrap().access_token
}

/// A value for every field that the tenant asks of everybody: the field's own example.
fn required_names(policy: &enroll::domain::registration::Policy) -> Vec<(enroll::domain::profile::Field, String)> {
    use enroll::domain::registration::Presence;
    let asked = policy.profile.iter();
    asked
        .filter(|(_, asked)| asked.presence == Presence::Required)
        .map(|(field, _)| (*field, field.rule().example.to_owned()))
        .collect()
}
