//! Calls of administrators and of the operator; and of people who ask for more than is theirs to give.

use enroll::domain::id::UserId;
use enroll::domain::role::RoleName;
use enroll::{Created, FirstCredential, InvitationForm, InvitationLifetime, InvitationUses, NewUserForm, Receipted};

use super::entering::receipt;
use super::{Ask, Play, caller, tell};
use crate::answer::Answer;
use crate::chance::recent;
use crate::history::What;
use crate::people::{SPELLINGS, address};
use crate::world::ROLES;
use enroll::adapters::memory::Chance;

/// Who asks: the operator, or somebody who is signed in, whatever they may do.
pub(super) fn access(ask: &Ask<'_>, chance: &mut Chance) -> Option<String> {
    if chance.one_in(2) {
        return None;
    }
    let place = *recent(chance, &ask.book.pairs_of(ask.tenant))?;
    Some(ask.book.pairs[place].access.clone())
}

pub(super) fn somebody(ask: &Ask<'_>, chance: &mut Chance) -> Option<UserId> {
    let here: Vec<UserId> = ask
        .book
        .users
        .iter()
        .filter(|(tenant, _)| *tenant == ask.tenant)
        .map(|(_, id)| *id)
        .collect();
    chance.one_of(&here).copied()
}

/// A role: more often that of an administrator, of whom a tenant has to keep one.
fn role(chance: &mut Chance) -> RoleName {
    if chance.one_in(4) {
        return RoleName::admin();
    }
    let name = chance.one_of(ROLES).copied().unwrap_or("member");
    RoleName::parse(name).unwrap()
}

/// An administrator makes a user, whom a mail asks to set a password.
pub(super) fn create(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (person, access) = (chance.below(ask.book.people), access(ask, chance));
    let key = access.is_none().then_some(ask.number);
    Some(made(ask, person, chance.below(SPELLINGS), key, access))
}

/// The operator makes a user once more, under the same key.
pub(super) fn create_again(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let before = ask.book.entries.iter().filter(|entry| entry.tenant == ask.tenant);
    let before = before.filter_map(|entry| match entry.what {
        What::Create { person, key: Some(key) } => Some((person, key)),
        _ => None,
    });
    let (person, key) = *recent(chance, &before.collect::<Vec<_>>())?;
    Some(made(ask, person, 0, Some(key), None))
}

fn made(ask: &Ask<'_>, person: usize, spelling: usize, key: Option<u64>, access: Option<String>) -> (What, Play) {
    let form = NewUserForm {
        email: Some(address(person, spelling)),
        ..NewUserForm::default()
    };
    let receipt = key.map(|key| receipt::<Created>(ask, key, &address(person, 0)));
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(caller(&enrollment, &call, access.as_deref()), |caller| caller);
        let created = enrollment.create_user(&caller, &form, FirstCredential::Mail, receipt);
        tell!(created, |created: Receipted<Created>| match created {
            Receipted::Fresh(created) => Answer {
                user: Some(created.user.user.id),
                ..Answer::done()
            },
            Receipted::Replayed(bytes) => Answer::replayed(bytes),
        })
    };
    (What::Create { person, key }, Box::pin(play))
}

/// Somebody is given a role, or loses one.
pub(super) fn change_roles(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (access, user, role) = (access(ask, chance), somebody(ask, chance)?, role(chance));
    let gives = !chance.one_in(3);
    let what = What::Roles {
        user,
        role: role.clone(),
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(caller(&enrollment, &call, access.as_deref()), |caller| caller);
        if gives {
            tell!(enrollment.grant_role(&caller, user, &role), |_| Answer::done())
        } else {
            tell!(enrollment.revoke_role(&caller, user, &role), |_| Answer::done())
        }
    };
    Some((what, Box::pin(play)))
}

/// Somebody invites people, with a role or without.
pub(super) fn invite(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let access = access(ask, chance);
    let uses = 1 + chance.below(2);
    let form = InvitationForm {
        email: None,
        roles: if chance.one_in(2) {
            vec![role(chance)]
        } else {
            Vec::new()
        },
        uses: InvitationUses::new(i64::try_from(uses).unwrap()).unwrap(),
        lifetime: InvitationLifetime::USUAL,
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(caller(&enrollment, &call, access.as_deref()), |caller| caller);
        tell!(enrollment.invite(&caller, form), |invited: enroll::Invited| Answer {
            code: Some((invited.invitation.id, invited.code, invited.invitation.uses)),
            ..Answer::done()
        })
    };
    Some((What::Invite, Box::pin(play)))
}

pub(super) fn take_back(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let codes: Vec<_> = ask.book.codes.iter().filter(|code| code.tenant == ask.tenant).collect();
    let id = chance.one_of(&codes)?.id;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let operator = tell!(enrollment.operator(&call), |operator| operator);
        tell!(enrollment.revoke_invitation(&operator, id), |_| Answer::done())
    };
    Some((What::TakeBack, Box::pin(play)))
}

/// The operator has somebody provisioned once more.
pub(super) fn provision_again(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let user = somebody(ask, chance)?;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let operator = tell!(enrollment.operator(&call), |operator| operator);
        tell!(enrollment.retry_provisioning(&operator, user), |_| Answer::done())
    };
    Some((What::Provision, Box::pin(play)))
}

/// Somebody who is in one tenant reaches for another, with a good token.
pub(super) fn overreach(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let place = *recent(chance, &ask.book.pairs_of(ask.tenant))?;
    let access = ask.book.pairs[place].access.clone();
    let user = somebody(ask, chance)?;
    let (enrollment, mut call) = (ask.enrollment.clone(), ask.call);
    call.named = Some(ask.elsewhere);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &access), |caller| caller);
        tell!(enrollment.grant_role(&caller, user, &RoleName::admin()), |_| {
            Answer::done()
        })
    };
    Some((What::Overreach, Box::pin(play)))
}
