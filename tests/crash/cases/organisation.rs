//! The administration of everything but users: roles, departments, tags, packages, invitations, memberships, tenants and
//! provisioning, as the operator asks for it.

use enroll::domain::audit::Action;
use enroll::domain::membership::{Code, TagStanding, Title, Usual};
use enroll::domain::registration::Policy;
use enroll::domain::role::{Permission, RoleName};
use enroll::domain::tenant::TenantName;
use enroll::{
    Caller, InvitationForm, InvitationLifetime, InvitationState, InvitationUses, MembershipForm, PackageDetails,
    PackageForm, RoleForm, TagForm,
};

use super::{Case, Outcome, done, nothing_before};
use crate::people::{NAME, PASSWORD, ada};
use crate::postconditions::Postcondition::{Audited, Provisioned};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("make a role", nothing_before, make_role, |_| {
            vec![Audited(Action::RoleCreated)]
        }),
        Case::new("change a role", furnished, change_role, |_| {
            vec![Audited(Action::RoleChanged)]
        }),
        Case::new("remove a role", furnished, remove_role, |_| {
            vec![Audited(Action::RoleRemoved)]
        }),
        Case::new("make a department", nothing_before, make_department, |_| {
            vec![Audited(Action::DepartmentCreated)]
        }),
        Case::new("rename a department", furnished, rename_department, |_| {
            vec![Audited(Action::DepartmentChanged)]
        }),
        Case::new("make a tag", nothing_before, make_tag, |_| {
            vec![Audited(Action::TagCreated)]
        }),
        Case::new("change a tag", furnished, change_tag, |_| {
            vec![Audited(Action::TagChanged)]
        }),
        Case::new("make a package", nothing_before, make_package, |_| {
            vec![Audited(Action::PackageCreated)]
        }),
        Case::new("change a package", furnished, change_package, |_| {
            vec![Audited(Action::PackageChanged)]
        }),
        Case::new("invite somebody", nothing_before, invite, |_| {
            vec![Audited(Action::Invited)]
        }),
        Case::new("look at an invitation", invited, look_at_invitation, |_| {
            vec![Audited(Action::Invited)]
        }),
        Case::new("take an invitation back", furnished, revoke_invitation, |_| {
            vec![Audited(Action::InvitationRevoked)]
        }),
        Case::new("assign a membership", furnished, assign_membership, |_| {
            vec![Audited(Action::MembershipChanged), Provisioned(ada())]
        }),
        Case::new("make a tenant", nothing_before, make_tenant, |_| {
            vec![Audited(Action::TenantCreated)]
        }),
        Case::new("replace a policy", furnished, replace_policy, |_| {
            vec![Audited(Action::TenantChanged)]
        }),
        Case::new("ask for provisioning again", furnished, retry_provisioning, |_| {
            vec![Audited(Action::ProvisioningRetried), Provisioned(ada())]
        }),
    ]
}

fn role() -> RoleName {
    RoleName::parse("helper").unwrap()
}

fn role_form(permission: &str) -> RoleForm {
    RoleForm {
        permissions: [Permission::parse(permission).unwrap()].into(),
        ..RoleForm::default()
    }
}

fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

fn tag_form(standing: TagStanding) -> TagForm {
    TagForm {
        title: title("Beta"),
        description: None,
        standing,
    }
}

fn code() -> Code {
    Code::parse("pro").unwrap()
}

fn package_form(usual: Usual) -> PackageForm {
    PackageForm {
        title: title("Professional"),
        usual,
        details: PackageDetails::none(),
    }
}

fn tenant() -> TenantName {
    TenantName::parse("north").unwrap()
}

async fn operator(cast: &Cast) -> Result<Caller, crate::refusal::Refusal> {
    Ok(cast.enrollment.operator(&CALL).await?)
}

/// Ada is the user of the props, and there is one of everything.
async fn furnished(cast: Cast) -> Props {
    let tokens = cast.active(&ada(), PASSWORD, NAME).await;
    let user = cast.caller(&tokens.access_token).await.view().map(|view| view.user.id);
    for made in [
        make_role(cast.clone(), Props::default()).await,
        make_department(cast.clone(), Props::default()).await,
        make_tag(cast.clone(), Props::default()).await,
        make_package(cast.clone(), Props::default()).await,
        invite(cast.clone(), Props::default()).await,
        make_tenant(cast.clone(), Props::default()).await,
    ] {
        made.unwrap();
    }
    Props {
        user,
        ..Props::of(&tokens)
    }
}

async fn make_role(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let form = role_form("user.read");
    cast.enrollment.create_role(&operator, role(), form).await?;
    done()
}

async fn change_role(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let roles = cast.enrollment.list_roles(&operator).await?;
    assert!(roles.iter().any(|view| *view.role.name() == role()));
    let form = role_form("user.update");
    cast.enrollment.replace_role(&operator, role(), form).await?;
    done()
}

async fn remove_role(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    cast.enrollment.remove_role(&operator, role()).await?;
    done()
}

async fn make_department(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    cast.enrollment
        .create_department(&operator, title("Research"), None)
        .await?;
    done()
}

async fn rename_department(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let page = cast.enrollment.list_departments(&operator, None, 10).await?;
    let id = page.items.first().unwrap().id;
    cast.enrollment
        .rename_department(&operator, id, title("Science"))
        .await?;
    done()
}

async fn make_tag(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let form = tag_form(TagStanding::Active);
    cast.enrollment.create_tag(&operator, form).await?;
    done()
}

async fn change_tag(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let page = cast.enrollment.list_tags(&operator, None, 10).await?;
    let number = page.items.first().unwrap().number;
    let form = tag_form(TagStanding::Retired);
    cast.enrollment.replace_tag(&operator, number, form).await?;
    done()
}

async fn make_package(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let form = package_form(Usual::No);
    cast.enrollment.create_package(&operator, code(), form).await?;
    done()
}

async fn change_package(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let page = cast.enrollment.list_packages(&operator, None, 10).await?;
    assert_eq!(page.items.len(), 1);
    let form = package_form(Usual::Yes);
    cast.enrollment.replace_package(&operator, code(), form).await?;
    done()
}

fn invitation_form() -> InvitationForm {
    InvitationForm {
        email: None,
        roles: vec![RoleName::member()],
        uses: InvitationUses::ONE,
        lifetime: InvitationLifetime::USUAL,
    }
}

async fn invite(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    cast.enrollment.invite(&operator, invitation_form()).await?;
    done()
}

/// The code of an invitation is the link of the props.
async fn invited(cast: Cast) -> Props {
    let operator = operator(&cast).await.unwrap();
    let invited = cast.enrollment.invite(&operator, invitation_form()).await.unwrap();
    Props::link(invited.code)
}

async fn look_at_invitation(cast: Cast, props: Props) -> Outcome {
    let state = cast.enrollment.look_at_invitation(&CALL, &props.link).await?;
    assert_eq!(state, InvitationState::Good { email: None });
    done()
}

async fn revoke_invitation(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let page = cast.enrollment.list_invitations(&operator, None, 10).await?;
    let id = page.items.first().unwrap().id;
    cast.enrollment.revoke_invitation(&operator, id).await?;
    done()
}

async fn assign_membership(cast: Cast, props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let form = MembershipForm {
        package: Some(code().as_str().to_owned()),
        ..MembershipForm::default()
    };
    cast.enrollment
        .assign_membership(&operator, props.user.unwrap(), form)
        .await?;
    done()
}

async fn make_tenant(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    cast.enrollment
        .create_tenant(&operator, tenant(), Policy::private(), None)
        .await?;
    done()
}

async fn replace_policy(cast: Cast, _props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let page = cast.enrollment.list_tenants(&operator, None, 10).await?;
    assert!(page.items.iter().any(|view| view.tenant.name == tenant()));
    cast.enrollment.read_tenant(&operator, &tenant()).await?;
    let policy = Policy {
        numbers: enroll::domain::registration::Use::On,
        ..Policy::private()
    };
    cast.enrollment.replace_policy(&operator, &tenant(), policy).await?;
    done()
}

async fn retry_provisioning(cast: Cast, props: Props) -> Outcome {
    let operator = operator(&cast).await?;
    let user = props.user.unwrap();
    let page = cast.enrollment.list_provisioning(&operator, None, 10).await?;
    assert!(page.items.iter().any(|view| view.user == user));
    cast.enrollment.read_provisioning(&operator, user).await?;
    cast.enrollment.retry_provisioning(&operator, user).await?;
    done()
}
