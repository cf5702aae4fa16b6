//! Negative controls of the checks: a run that is sound, in whose end one thing is broken afterwards. Each check has to say so.

mod places;

use enroll_tests::promise::{Noticed, Promise};
use std::time::Duration;

use enroll::domain::Timestamp;
use enroll::domain::audit::{Action, Actor};
use enroll::domain::id::UserId;
use enroll::domain::profile::{Field, Profile};
use enroll::domain::proof::{ProofState, Subject};
use enroll::domain::role::{Grant, Grantor, RoleName};
use enroll::domain::user::{EmailProof, User};
use enroll::ports::repository::MessageStatus;
use enroll::ports::system::Clock as _;
use uuid::Uuid;

use self::places::{by_a_role, closed, given, gives, lifecycle_changes, signed_in_after_a_move};
use crate::book::Book;
use crate::checks;
use crate::controls::Broken;
use crate::history::{Entry, What};
use crate::people::STRANGER;
use crate::plan::{Plan, Theme};
use crate::rows::Everything;
use crate::simulation::Simulation;

/// Breaks one thing; nothing where the run has no such thing.
pub(crate) type Break = fn(&mut Book, &mut Everything, Timestamp) -> Option<()>;

/// Each, what the run is about in which it can be broken, and what has to notice: a promise, and the check of it.
pub(crate) const BREAKS: &[(&str, Theme, Noticed, Break)] = &[
    (
        "a suspension or closing that met somebody else",
        Theme::Any,
        Promise::Authority.by("something was done to somebody else"),
        |book, all, _| {
            let (tenant, place, _) = lifecycle_changes(book, all).next()?;
            all.tenants[tenant].audit[place].subject = Some(nobody().as_uuid());
            Some(())
        },
    ),
    (
        "a suspension or closing by somebody who may do less",
        Theme::Roles,
        Promise::Authority.by("somebody managed one who may do more"),
        |book, all, _| {
            let over_more = |(tenant, _, entry): &(usize, usize, &Entry)| match entry.what {
                What::Lifecycle { user, .. } => given(book, &all.tenants[*tenant], user, entry).is_some(),
                _ => false,
            };
            let found = lifecycle_changes(book, all).find(over_more);
            let (tenant, place, _) = found?;
            all.tenants[tenant].audit[place].actor = Actor::User(nobody());
            Some(())
        },
    ),
    (
        "a role that was taken before it was used",
        Theme::Roles,
        Promise::Authority.by("somebody acted without authority"),
        |book, all, _| {
            let (tenant, actor, role) = by_a_role(book, all)?;
            let changes = all.tenants[tenant].audit.iter_mut();
            for change in changes.filter(|record| gives(record, actor, &role)) {
                change.action = Action::RoleRevoked;
            }
            book.held.insert(actor, [role].into());
            Some(())
        },
    ),
    (
        "somebody who signs in where they are no more",
        Theme::Moves,
        Promise::SecretsEnd.by("somebody signed in with an address that is not theirs"),
        |book, all, _| {
            let place = signed_in_after_a_move(book, all)?;
            if let What::SignIn { person, .. } = &mut book.entries[place].what {
                *person += 1;
            }
            Some(())
        },
    ),
    (
        "two users with one address",
        Theme::Any,
        Promise::OneHolder.by("two hold one identifier"),
        |_, all, _| {
            let rows = all.tenants.first_mut()?;
            let known = |user: &&User| user.identifiers.email.is_some();
            let mut twin = rows.users.iter().find(known)?.clone();
            twin.id = nobody();
            rows.users.push(twin);
            Some(())
        },
    ),
    (
        "an administrator made by a stranger",
        Theme::Any,
        Promise::Authority.by("somebody gave more than they had"),
        |_, all, now| {
            let rows = all.tenants.first_mut()?;
            let user = rows.users.first()?.id;
            rows.grants.push(Grant {
                user,
                role: RoleName::admin(),
                grantor: Grantor::User(nobody()),
                at: now,
            });
            Some(())
        },
    ),
    (
        "a row that another tenant sees",
        Theme::Any,
        Promise::TenantsApart.by("rows are seen from another tenant"),
        |_, all, _| {
            all.crossed += 1;
            Some(())
        },
    ),
    (
        "an effect in another tenant",
        Theme::Any,
        Promise::TenantsApart.by("a call had an effect in another tenant"),
        |_, all, _| {
            let [here, there, _] = &mut all.tenants;
            let place = here.audit.iter().position(|record| record.request.is_some())?;
            there.audit.push(here.audit.remove(place));
            Some(())
        },
    ),
    (
        "a mail with a link of another tenant",
        Theme::Any,
        Promise::TenantsApart.by("a letter has a link of another tenant"),
        |book, _, _| {
            let link = book.links.first_mut()?;
            link.tenant = (link.tenant + 1) % crate::world::TENANTS;
            Some(())
        },
    ),
    (
        "an attempt that outlives the owner's arrival",
        Theme::Any,
        Promise::StrangersLeaveNothing.by("an attempt outlives an arrival"),
        |_, all, _| {
            let rows = all.tenants.first_mut()?;
            let address = rows.users.iter().find_map(|user| user.identifiers.email.clone())?;
            rows.attempts.first_mut()?.email = address;
            Some(())
        },
    ),
    (
        "a stranger's name on a proved account",
        Theme::Any,
        Promise::StrangersLeaveNothing.by("somebody bears what a stranger wrote"),
        |_, all, _| {
            let mut users = all.tenants.first_mut()?.users.iter_mut();
            let proved = users.find(|user| matches!(user.identifiers.email_proof, EmailProof::Proved { .. }))?;
            proved.profile = named(STRANGER);
            Some(())
        },
    ),
    (
        "a link that outlives the owner's arrival",
        Theme::Any,
        Promise::StrangersLeaveNothing.by("a link outlives an arrival"),
        |_, all, now| {
            let rows = all.tenants.first_mut()?;
            let address = rows.users.iter().find_map(|user| user.identifiers.email.clone())?;
            let mut links = rows.proofs.values_mut();
            let link = links.find(|proof| proof.subject == Subject::Address)?;
            (link.address, link.state, link.expires_at) = (address, ProofState::Open, later(now));
            Some(())
        },
    ),
    (
        "a name of somebody whose account is closed",
        Theme::Any,
        Promise::Forgotten.by("somebody closed is still described"),
        |_, all, _| {
            let (rows, id) = closed(all)?;
            rows.users.iter_mut().find(|user| user.id == id)?.profile = named("Ada");
            Some(())
        },
    ),
    (
        "a link of somebody whose account is closed",
        Theme::Any,
        Promise::Forgotten.by("somebody closed still has a link"),
        |_, all, now| {
            let (rows, id) = closed(all)?;
            let link = rows.proofs.values_mut().next()?;
            (link.subject, link.state, link.expires_at) = (Subject::User(id), ProofState::Open, later(now));
            Some(())
        },
    ),
    (
        "a notice that is sent, and its address still noted",
        Theme::Any,
        Promise::Forgotten.by("the address of a notice is still noted"),
        |_, all, _| {
            let rows = all.tenants.first_mut()?;
            let mut messages = rows.messages.iter();
            let (sent, _) = messages.find(|(_, status)| *status == MessageStatus::Delivered)?;
            rows.addressed.insert(sent.id);
            Some(())
        },
    ),
];

fn nobody() -> UserId {
    UserId::from_uuid(Uuid::from_u128(7))
}

fn named(name: &str) -> Profile {
    Profile::from_stored([(Field::GivenName, name.to_owned())])
}

fn later(now: Timestamp) -> Timestamp {
    now.plus(Duration::from_secs(60))
}

/// What the checks find after something was broken in the end of this run; nothing where it could not be.
pub(crate) fn found(plan: Plan, break_it: Break) -> Option<Vec<String>> {
    let seed = plan.seed;
    let mut simulation = Simulation::new(plan, Broken::Nothing);
    simulation.safety_phase();
    simulation.end_the_storm();
    simulation.liveness_phase();
    assert_eq!(
        simulation.broken,
        Vec::<String>::new(),
        "the run of seed {seed} is sound in itself"
    );
    let now = simulation.world.clock.now();
    let mut all = Everything::read(&simulation.world.store, simulation.tenants, simulation.book.people, now);
    break_it(&mut simulation.book, &mut all, now)?;
    Some(checks::look(&simulation.book, &all, now))
}
