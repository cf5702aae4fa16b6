//! Who gets an address: the table, cell by cell.

use enroll_domain::id::UserId;
use enroll_domain::registration::{Ask, Holder, OpenAttempts, Reply};
use proptest::prelude::*;
use uuid::Uuid;

const USER: UserId = UserId::from_uuid(Uuid::from_u128(7));

#[test]
fn every_cell_of_the_table_is_as_it_is_promised() {
    use Holder::{Active, Closed, Nobody, Pending, Suspended, Unconfirmed, Unproved};
    let table = [
        (
            Nobody,
            OpenAttempts::None,
            [Reply::Attempt, Reply::Nothing, Reply::Nothing],
        ),
        (
            Nobody,
            OpenAttempts::Some,
            [Reply::Attempt, Reply::ActivationMail, Reply::ActivationMail],
        ),
        (Pending(USER), OpenAttempts::None, [Reply::FirstPasswordMail(USER); 3]),
        (
            Active(USER),
            OpenAttempts::None,
            [Reply::AccountExistsMail(USER), Reply::Nothing, Reply::ResetMail(USER)],
        ),
        (
            Suspended(USER),
            OpenAttempts::None,
            [Reply::SuspendedMail(USER), Reply::Nothing, Reply::SuspendedMail(USER)],
        ),
        (
            Unconfirmed(USER),
            OpenAttempts::None,
            [
                Reply::AccountExistsMail(USER),
                Reply::ConfirmationMail(USER),
                Reply::ResetMail(USER),
            ],
        ),
        (
            Unproved(USER),
            OpenAttempts::None,
            [
                Reply::AccountExistsMail(USER),
                Reply::ConfirmationMail(USER),
                Reply::ResetMail(USER),
            ],
        ),
        (Closed, OpenAttempts::None, [Reply::Nothing; 3]),
    ];
    for (holder, attempts, [registration, resend, reset]) in table {
        assert_eq!(
            Ask::Registration.reply(holder, attempts),
            registration,
            "registration, {holder:?}"
        );
        assert_eq!(Ask::Resend.reply(holder, attempts), resend, "resend, {holder:?}");
        assert_eq!(Ask::Reset.reply(holder, attempts), reset, "reset, {holder:?}");
    }
}

proptest! {
    #[test]
    fn an_address_that_somebody_has_never_gets_another_attempt(which in 0..6_u8, open in any::<bool>()) {
        let holder = match which {
            0 => Holder::Pending(USER),
            1 => Holder::Active(USER),
            2 => Holder::Suspended(USER),
            3 => Holder::Unconfirmed(USER),
            4 => Holder::Unproved(USER),
            _ => Holder::Closed,
        };
        let attempts = if open { OpenAttempts::Some } else { OpenAttempts::None };
        for ask in [Ask::Registration, Ask::Resend, Ask::Reset] {
            let reply = ask.reply(holder, attempts);
            prop_assert!(!matches!(reply, Reply::Attempt | Reply::ActivationMail), "{ask:?} of {holder:?} gave {reply:?}");
        }
    }
}
