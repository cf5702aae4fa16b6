//! Journeys of the real program alone: at the command line beside a server, and such in which servers come and go.

use enroll_tests::program::Program;

use crate::stages::Boxed;
use crate::world::World;
use crate::{interruptions, limits, mta, operating, operator, rotation};

/// At the command line beside a world.
pub(crate) type AtTheCommandLine = for<'a> fn(&'a Program, &'a World) -> Boxed<'a>;
/// Of a program that is not running yet, and the URL of its database.
pub(crate) type Interruption = fn(Program, String) -> Boxed<'static>;

/// A journey, as the pointer that a table holds.
const fn beside(journey: AtTheCommandLine) -> AtTheCommandLine {
    journey
}

/// The same for one that starts its own program.
const fn alone(journey: Interruption) -> Interruption {
    journey
}

/// Names each journey by its own name.
macro_rules! journeys {
    ($kind:ident($one:ident, $other:ident) $($module:ident: $($name:ident),+;)+) => {
        &[$($((
            concat!(stringify!($module), "::", stringify!($name)),
            $kind(|$one, $other| Box::pin($module::$name($one, $other))),
        ),)+)+]
    };
}

/// Those at the command line.
pub(crate) const AT_THE_COMMAND_LINE: &[(&str, AtTheCommandLine)] = journeys! { beside(program, world)
    operator: a_first_password_link_is_printed_to_the_terminal, the_command_line_refuses_what_the_policy_refuses;
    operating: a_test_mail_arrives, the_doctor_finds_a_server_that_runs_in_good_health,
        people_from_another_system_sign_in_as_they_did_there;
};

/// Those in which a program ends before its time, or something changes under it.
pub(crate) const INTERRUPTIONS: &[(&str, Interruption)] = journeys! { alone(program, url)
    interruptions: what_was_acknowledged_survives_any_kill, a_server_that_is_asked_to_end_answers_what_it_began;
    limits: whom_a_trusted_proxy_names_has_a_budget, without_a_trusted_proxy_nobody_is_named;
    operating: mails_that_were_given_up_are_listed_tried_again_and_forgotten,
        a_server_that_runs_stays_ready_beside_a_newer_schema_and_not_beside_an_older_one;
    rotation: a_new_key_signs_at_two_servers_and_tokens_of_the_old_one_stay_good,
        a_key_that_got_out_is_dropped_with_every_token_that_it_signed;
};

/// Those that send through a mail server that people run.
pub(crate) const MAILED: &[(&str, Interruption)] = journeys! { alone(program, url)
    mta: an_activation_mail_goes_through_a_real_mail_server, a_mail_server_that_nobody_vouches_for_gets_no_mail;
};
