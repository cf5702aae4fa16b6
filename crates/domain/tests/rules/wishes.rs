//! What somebody asks for beside an account, and what of it they get.

use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::{
    Asked, BeyondRoles, Policy, ProvisioningTarget, Use, Wishes, WishesForm, examine_wishes, weigh_roles,
};
use enroll_domain::role::{Authority, Role, RoleName, Roles};
use enroll_domain::{Gathered, Rule};

fn role(name: &str) -> RoleName {
    RoleName::parse(name).unwrap()
}

fn known() -> Roles {
    ["editor", "guest"].into_iter().fold(Roles::built_in(), |roles, name| {
        roles.with(Role::new(role(name), Authority::nothing()))
    })
}

fn weigh(beyond: BeyondRoles, names: &[&str]) -> (Asked, Vec<&'static str>) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let allows = |name: &RoleName| {
        if *name == role("guest") {
            Ok(())
        } else {
            Err(Rule::NotAccepted)
        }
    };
    let mut gathered = Gathered::new();
    let asked = weigh_roles(&mut gathered, beyond, &known(), &names, allows);
    (asked, codes(gathered))
}

fn codes(gathered: Gathered) -> Vec<&'static str> {
    let rejections = gathered.finish().err();
    rejections.map_or_else(Vec::new, |found| found.as_slice().iter().map(|it| it.code()).collect())
}

#[test]
fn roles_beyond_are_refused_or_left_out_as_the_policy_has_it() {
    let names = ["guest", "editor", "stranger"];
    let (asked, broken) = weigh(BeyondRoles::LeftOut, &names);
    assert_eq!(asked.granted, [role("guest")]);
    assert_eq!(asked.left_out, [role("editor"), role("stranger")]);
    assert!(broken.is_empty());
    let (asked, broken) = weigh(BeyondRoles::Refused, &names);
    assert_eq!((asked.granted, asked.left_out), (vec![role("guest")], vec![]));
    assert_eq!(broken, ["not_accepted", "unknown"]);
}

#[test]
fn a_role_that_is_asked_for_twice_counts_once() {
    let (asked, broken) = weigh(BeyondRoles::LeftOut, &["guest", "editor", "guest", "editor"]);
    assert_eq!(
        (asked.granted, asked.left_out),
        (vec![role("guest")], vec![role("editor")])
    );
    assert!(broken.is_empty());
}

#[test]
fn what_is_no_name_of_a_role_is_told_whatever_becomes_of_roles_beyond() {
    for beyond in [BeyondRoles::LeftOut, BeyondRoles::Refused] {
        let (asked, broken) = weigh(beyond, &["Not A Role"]);
        assert_eq!((asked, broken), (Asked::default(), vec!["malformed"]));
    }
}

fn form() -> WishesForm {
    WishesForm {
        roles: vec!["guest".to_owned(), "member".to_owned()],
        referral_code: Some(" abcdefgh ".to_owned()),
        invitation_code: Some("a-code".to_owned()),
        realm: Some("keycloak".to_owned()),
    }
}

fn generous() -> Policy {
    Policy {
        roles: known(),
        askable_roles: vec![role("guest")],
        referrals: Use::On,
        provisioning: vec![
            ProvisioningTarget::parse("keycloak").unwrap(),
            ProvisioningTarget::parse("second").unwrap(),
        ],
        ..Policy::private()
    }
}

#[test]
fn whoever_asks_for_what_the_tenant_offers_gets_it() {
    let mut gathered = Gathered::new();
    let wishes = examine_wishes(&mut gathered, &generous(), &form());
    assert!(codes(gathered).is_empty());
    let expected = Wishes {
        roles: vec![role("guest"), role("member")],
        roles_left_out: Vec::new(),
        referral: Some(ReferralCode::parse("ABCDEFGH").unwrap()),
        // Finding the invitation takes a store.
        invitation: None,
        realm: Some(ProvisioningTarget::parse("keycloak").unwrap()),
    };
    assert_eq!(wishes, expected);
}

#[test]
fn what_the_tenant_does_not_offer_is_told_at_once() {
    let mut gathered = Gathered::new();
    examine_wishes(&mut gathered, &Policy::private(), &form());
    let found = gathered.finish().unwrap_err();
    let told: Vec<_> = found.as_slice().iter().map(|it| (it.input.name(), it.code())).collect();
    let expected = [
        ("role", "unknown"),
        ("referral_code", "not_accepted"),
        ("realm", "not_listed"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn empty_wishes_are_none() {
    let empty = WishesForm {
        roles: Vec::new(),
        referral_code: Some(" ".to_owned()),
        invitation_code: Some(String::new()),
        realm: Some("\t".to_owned()),
    };
    for form in [empty, WishesForm::default()] {
        let mut gathered = Gathered::new();
        assert_eq!(
            examine_wishes(&mut gathered, &Policy::private(), &form),
            Wishes::default()
        );
        assert!(codes(gathered).is_empty());
    }
}
