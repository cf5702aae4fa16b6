//! The steps by which somebody becomes a user, or an active one.

use enroll_application::{Activate, ActivationPassword, Receipted, Registered};
use enroll_domain::profile::Field;
use enroll_domain::registration::RegistrationForm;

use crate::model::{EMAILS, NAMES, PASSWORDS, Person, State, USERNAMES, Waiting};
use crate::steps::{DONE, NOBODY, REFUSED, member};
use crate::world::World;
use enroll_memory::Chance;

pub(crate) async fn register(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let (email, password, name) = (*chance.one(EMAILS), *chance.one(PASSWORDS), *chance.one(NAMES));
    let username = (here == 1 && chance.below(2) == 0).then(|| *chance.one(USERNAMES));
    let form = RegistrationForm {
        email: Some(email.to_owned()),
        password: Some(password.to_owned()),
        username: username.map(str::to_owned),
        profile: vec![(Field::GivenName, name.to_owned())],
        ..RegistrationForm::default()
    };
    let answer = world.enrollment.register(&world.call(here), &form, None).await;
    let model = &mut world.models[here];
    let known = model.holder(email).is_some();
    match answer {
        Ok(Receipted::Fresh(Registered::CheckYourMail)) => {
            assert_eq!(here, 0);
            if !known {
                model.wait(email, Waiting { password, name });
            }
            DONE
        }
        Ok(Receipted::Fresh(Registered::SignedUp(signed_up))) => {
            assert!(here == 1 && !known && !username.is_some_and(|name| model.is_taken(name)));
            let person = Person {
                email,
                username,
                name: Some(name),
                state: State::Pending,
                roles: member(),
                password: Some(password),
            };
            model.enter(signed_up.user.user.id, person);
            DONE
        }
        Ok(Receipted::Replayed(_)) => panic!("nobody asked for a receipt"),
        Err(error) => {
            assert!(
                here == 1 && (known || username.is_some_and(|name| model.is_taken(name))),
                "{error}"
            );
            REFUSED
        }
    }
}

pub(crate) async fn activate(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let waiting: Vec<_> = world.models[here].waiting.keys().copied().collect();
    if waiting.is_empty() {
        return NOBODY;
    }
    let (email, password) = (*chance.one(&waiting), *chance.one(PASSWORDS));
    let token = world.models[here].link(email, "activate");
    let activate = Activate {
        token: &token,
        password: ActivationPassword::Chosen(password),
        username: None,
        terms_version: None,
    };
    assert!(
        world
            .enrollment
            .activate(&world.call(1 - here), activate.clone())
            .await
            .is_err()
    );
    let answer = world.enrollment.activate(&world.call(here), activate).await;
    let model = &mut world.models[here];
    let found = model.waiting[email]
        .iter()
        .find(|one| one.password == password)
        .cloned();
    match (answer, found) {
        (Ok(activated), Some(waiting)) => {
            let person = Person {
                email,
                username: None,
                name: Some(waiting.name),
                state: State::Active,
                roles: member(),
                password: Some(password),
            };
            model.enter(activated.user.user.id, person);
            DONE
        }
        (Err(_), None) => REFUSED,
        (answer, found) => panic!("{answer:?} for {found:?}"),
    }
}

pub(crate) async fn confirm(world: &mut World, here: usize, chance: &mut Chance) -> &'static str {
    let email = *chance.one(&world.models[here].linked("confirm"));
    let token = world.models[here].link(email, "confirm");
    assert!(world.enrollment.confirm(&world.call(1 - here), &token).await.is_err());
    let answer = world.enrollment.confirm(&world.call(here), &token).await;
    let model = &mut world.models[here];
    match answer {
        Ok(confirmed) => {
            model.change(confirmed.user.user.id, |person| person.state = State::Active);
            DONE
        }
        Err(_) => REFUSED,
    }
}
