//! The steps: each does something in one tenant, predicts what comes of it where the model can tell, and keeps the model.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use enroll_application::{
    AddressForm, FirstCredential, InvitationForm, InvitationLifetime, InvitationUses, NewUserForm, Receipted,
};
use enroll_domain::id::UserId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field;
use enroll_domain::role::RoleName;

use crate::arriving::{activate, confirm, register};
use crate::model::{EMAILS, NAMES, PASSWORDS, Person, State};
use crate::world::World;
use enroll_memory::Chance;

type Outcome<'a> = Pin<Box<dyn Future<Output = &'static str> + 'a>>;
type Step = for<'a> fn(&'a mut World, usize, &'a mut Chance) -> Outcome<'a>;

/// Every step, by name.
pub(crate) const STEPS: &[(&str, Step)] = &[
    ("register", |world, here, chance| {
        Box::pin(register(world, here, chance))
    }),
    ("register once more", |world, here, chance| {
        Box::pin(register(world, here, chance))
    }),
    ("activate", |world, here, chance| {
        Box::pin(activate(world, here, chance))
    }),
    ("confirm", |world, here, chance| Box::pin(confirm(world, here, chance))),
    ("sign in", |world, here, chance| Box::pin(sign_in(world, here, chance))),
    ("refresh", |world, here, chance| Box::pin(refresh(world, here, chance))),
    ("request a reset", |world, here, chance| {
        Box::pin(request_reset(world, here, chance))
    }),
    ("reset", |world, here, chance| Box::pin(reset(world, here, chance))),
    ("create a user", |world, here, chance| {
        Box::pin(create(world, here, chance))
    }),
    ("set a first password", |world, here, chance| {
        Box::pin(set_first_password(world, here, chance))
    }),
    ("grant or revoke", |world, here, chance| {
        Box::pin(grant(world, here, chance))
    }),
    ("invite", |world, here, chance| Box::pin(invite(world, here, chance))),
    ("list and read", |world, here, chance| {
        Box::pin(list(world, here, chance))
    }),
    ("update", |world, here, chance| Box::pin(update(world, here, chance))),
    ("sign out", |world, here, chance| {
        Box::pin(sign_out(world, here, chance))
    }),
];

pub(crate) const DONE: &str = "done";
pub(crate) const REFUSED: &str = "refused";
pub(crate) const NOBODY: &str = "nobody to do it";

pub(crate) fn member() -> BTreeSet<String> {
    [RoleName::member().as_str().to_owned()].into()
}

fn somebody(world: &World, here: usize, chance: &mut Chance) -> Option<UserId> {
    let people = &world.models[here].people;
    let active = people.iter().filter(|(_, person)| person.state == State::Active);
    let ids: Vec<UserId> = active.map(|(id, _)| *id).collect();
    (!ids.is_empty()).then(|| *chance.one(&ids))
}

async fn sign_in(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let active = somebody(world, here, chance).map(|id| world.models[here].people[&id].email);
    let email = active
        .filter(|_| chance.below(2) == 0)
        .unwrap_or_else(|| *chance.one(EMAILS));
    let password = *chance.one(PASSWORDS);
    let expected = world.models[here]
        .holder(email)
        .is_some_and(|(_, person)| person.state == State::Active && person.password == Some(password));
    let tokens = world.sign_in(here, email, password).await;
    assert_eq!(tokens.is_some(), expected);
    if expected { DONE } else { REFUSED }
}

async fn refresh(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let Some(id) = somebody(world, here, chance) else {
        return NOBODY;
    };
    let person = world.models[here].people[&id].clone();
    let tokens = world
        .sign_in(here, person.email, person.password.unwrap())
        .await
        .unwrap();
    let (call, there) = (world.call(here), world.call(1 - here));
    assert!(world.enrollment.refresh(&there, &tokens.refresh_token).await.is_err());
    world.enrollment.refresh(&call, &tokens.refresh_token).await.unwrap();
    DONE
}

async fn request_reset(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let active = somebody(world, here, chance).map(|id| world.models[here].people[&id].email);
    let email = active.filter(|_| chance.below(2) == 0);
    let form = AddressForm::of(Some(email.unwrap_or_else(|| *chance.one(EMAILS))));
    let call = world.call(here);
    world
        .enrollment
        .request_password_reset(&call, form, None)
        .await
        .unwrap();
    DONE
}

async fn reset(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let email = *chance.one(&world.models[here].linked("reset"));
    let password = *chance.one(PASSWORDS);
    let token = world.models[here].link(email, "reset");
    let (call, there) = (world.call(here), world.call(1 - here));
    let elsewhere = world.enrollment.complete_password_reset(&there, &token, password);
    assert!(elsewhere.await.is_err());
    let answer = world.enrollment.complete_password_reset(&call, &token, password).await;
    if answer.is_err() {
        return REFUSED;
    }
    let model = &mut world.models[here];
    let (id, _) = model.holder(email).expect("somebody who was mailed");
    model.change(id, |person| {
        // Whoever had not confirmed the address has shown now that they read its mail.
        person.password = Some(password);
        person.state = State::Active;
    });
    DONE
}

async fn create(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let email = *chance.one(EMAILS);
    let form = NewUserForm {
        email: Some(email.to_owned()),
        ..NewUserForm::default()
    };
    let operator = world.operator(here).await;
    let answer = world
        .enrollment
        .create_user(&operator, &form, FirstCredential::Mail, None)
        .await;
    let model = &mut world.models[here];
    let known = model.holder(email).is_some();
    assert_eq!(answer.is_err(), known);
    let Ok(Receipted::Fresh(created)) = answer else {
        return REFUSED;
    };
    let person = Person {
        email,
        username: None,
        name: None,
        state: State::Pending,
        roles: member(),
        password: None,
    };
    model.enter(created.user.user.id, person);
    DONE
}

async fn set_first_password(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let email = *chance.one(&world.models[here].linked("welcome"));
    let password = *chance.one(PASSWORDS);
    let token = world.models[here].link(email, "welcome");
    let answer = world
        .enrollment
        .set_first_password(&world.call(here), &token, password)
        .await;
    let Ok(activated) = answer else {
        return REFUSED;
    };
    world.models[here].change(activated.user.user.id, |person| {
        (person.state, person.password) = (State::Active, Some(password));
    });
    DONE
}

async fn grant(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let Some(id) = somebody(world, here, chance) else {
        return NOBODY;
    };
    let (operator, stranger) = (world.operator(here).await, world.operator(1 - here).await);
    let (enrollment, role) = (&world.enrollment, RoleName::admin());
    assert!(enrollment.grant_role(&stranger, id, &role).await.is_err());
    let answer = match chance.below(2) {
        0 => enrollment.grant_role(&operator, id, &role).await,
        _ => enrollment.revoke_role(&operator, id, &role).await,
    };
    let Ok(view) = answer else {
        return REFUSED;
    };
    let roles = view.roles.iter().map(|role| role.as_str().to_owned()).collect();
    world.models[here].change(id, |person| person.roles = roles);
    DONE
}

async fn invite(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let email: &str = chance.one::<&str>(EMAILS);
    let form = InvitationForm {
        email: Some(EmailAddress::parse(email).unwrap()),
        roles: Vec::new(),
        uses: InvitationUses::ONE,
        lifetime: InvitationLifetime::USUAL,
    };
    let operator = world.operator(here).await;
    let invited = world.enrollment.invite(&operator, form).await.unwrap();
    let stranger = world.operator(1 - here).await;
    let page = world.enrollment.list_invitations(&stranger, None, 100).await.unwrap();
    assert!(page.items.iter().all(|one| one.id != invited.invitation.id));
    world.models[here].invitations.insert(invited.invitation.id);
    DONE
}

async fn list(world: &mut World, here: usize, _chance: &mut Chance) -> &'static str {
    let operator = world.operator(here).await;
    let page = world.enrollment.list_users(&operator, None, 100).await.unwrap();
    let shown: BTreeSet<UserId> = page.users.iter().map(|view| view.user.id).collect();
    assert_eq!(shown, world.models[here].people.keys().copied().collect());
    world.sees_no_stranger(here, &operator).await;
    DONE
}

async fn update(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let Some(id) = somebody(world, here, chance) else {
        return NOBODY;
    };
    let caller = world.caller(here, id).await.expect("somebody active");
    let name = *chance.one(NAMES);
    let changes = [(Field::GivenName, Some(name.to_owned()))];
    world.enrollment.update_own_profile(&caller, &changes).await.unwrap();
    world.models[here].change(id, |person| person.name = Some(name));
    DONE
}

async fn sign_out(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let Some(id) = somebody(world, here, chance) else {
        return NOBODY;
    };
    let caller = world.caller(here, id).await.expect("somebody active");
    world.enrollment.sign_out(&caller).await.unwrap();
    DONE
}
