//! Closing an account, whoever closes it: what ends in the transaction in which its state does.

use enroll_domain::Timestamp;
use enroll_domain::role::RoleName;
use enroll_domain::user::State;
use enroll_repository::{Notice, Stop, Transaction};

use crate::UserView;
use crate::consequences::{ProvisionDraft, end_what_went_before};
use crate::manage_lifecycle::moved;
use crate::notices::MailDraft;

/// The tenant would have no active administrator any more.
pub(crate) struct LastAdministrator;

/// Closes an account: password, profile, roles, sessions and open links are gone, and the user at the identity provider is to go.
/// The address hears of it; it stays theirs until the cool-down is over. The caller holds the locks of the tenant and the address.
pub(crate) fn close<E: From<LastAdministrator>>(
    tx: &mut dyn Transaction,
    view: &UserView,
    provision: &ProvisionDraft,
    mail: &MailDraft,
    at: Timestamp,
) -> Result<(), Stop<E>> {
    let user = &view.user;
    moved(tx.close_user(user.tenant, user.id, at)?)?;
    keep_an_administrator(tx, view)?;
    tx.revoke_all(user.tenant, user.id)?;
    end_what_went_before(tx, user, None, at)?;
    provision.want_signed_out(tx, user.id)?;
    Ok(mail.tell(tx, Notice::AccountClosed, user)?)
}

/// Sees that the tenant still has an active administrator, where somebody who was one, as this view shows them, is shut out in this
/// transaction. The caller holds the lock of the tenant.
pub(crate) fn keep_an_administrator<E: From<LastAdministrator>>(
    tx: &mut dyn Transaction,
    before: &UserView,
) -> Result<(), Stop<E>> {
    let admin = RoleName::admin();
    let was_one = match before.user.state {
        State::Active { .. } => before.roles.contains(&admin),
        State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => false,
    };
    if was_one && tx.active_holders(before.user.tenant, &admin)? == 0 {
        return Err(Stop::Because(LastAdministrator.into()));
    }
    Ok(())
}
