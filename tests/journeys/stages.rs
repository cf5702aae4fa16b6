//! Which journey is made in which world: most of them in one that all share, a few in one of their own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use enroll_tests::postgres::Postgres;
use enroll_tests::program::Program;
use enroll_tests::requirement::{Part, trial};
use libtest_mimic::Trial;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use crate::programs::{AT_THE_COMMAND_LINE, AtTheCommandLine, INTERRUPTIONS, Interruption, MAILED};
use crate::world::World;
use crate::{
    addresses, administration, bad_input, codes, first_life, lifecycle, operator, pages, parallel, prehijacking,
    rotation, surroundings, tokens,
};

pub(crate) type Boxed<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
/// In a world.
type Journey = for<'a> fn(&'a World) -> Boxed<'a>;

/// A journey, as the pointer that a table holds.
const fn journey(journey: Journey) -> Journey {
    journey
}

/// Names each journey by its own name.
macro_rules! journeys {
    ($($module:ident: $($name:ident),+;)+) => {
        &[$($((concat!(stringify!($module), "::", stringify!($name)), journey(|world| Box::pin($module::$name(world)))),)+)+]
    };
}

/// Those that any world holds, all at once.
const SHARED: &[(&str, Journey)] = journeys! {
    first_life: a_stranger_registers_reads_the_mail_activates_and_signs_in, a_link_is_good_once_and_for_one_thing,
        a_refresh_token_turns_and_its_reuse_ends_the_session, signing_out_ends_one_session,
        a_forgotten_password_is_replaced_through_a_mail, an_activation_mail_can_be_sent_again,
        a_user_changes_their_profile_and_their_password;
    administration: an_administrator_makes_a_user_who_sets_a_first_password, users_are_read_and_changed_by_administrators_alone,
        the_list_of_users_comes_in_pages, a_role_counts_at_once, nobody_gives_what_they_do_not_hold;
    addresses: every_row_of_the_table_of_addresses_holds, of_two_who_register_with_one_address_the_password_picks_one,
        who_holds_the_link_may_start_anew_with_a_blank_profile, this_was_not_me_ends_every_attempt,
        a_user_name_goes_to_whoever_activates_first, an_address_gets_so_many_mails_and_no_more;
    lifecycle: somebody_moves_to_another_address, of_many_who_move_to_one_address_one_gets_it,
        what_is_confirmed_is_what_the_link_was_mailed_to, an_account_is_suspended_reinstated_and_closed;
    codes: a_code_is_typed_instead_of_following_the_link, a_forgotten_password_is_replaced_by_a_code,
        a_wrong_code_and_an_unknown_address_hear_the_same;
    prehijacking: classic_federated_merge, unexpired_session, trojan_identifier, unexpired_email_change,
        non_verifying_identity_provider;
    parallel: sixty_four_registrations_of_one_address_become_one_user, eight_calls_with_one_key_have_one_effect_and_one_answer,
        a_known_callers_key_belongs_to_one_body, an_unknown_callers_key_tells_nothing_of_anothers;
    bad_input: every_broken_rule_is_named_at_once, a_body_that_is_no_object_is_told_so, what_is_missing_is_named,
        a_wrong_token_is_refused, every_refusal_is_a_problem_document;
    pages: a_get_consumes_nothing, a_form_is_taken_from_our_own_pages, a_link_that_is_no_good_is_told_so_in_words;
    surroundings: the_server_says_that_it_lives_and_is_ready, the_api_describes_itself, the_key_set_holds_public_keys_alone;
    operator: the_first_administrator_is_made_at_the_command_line;
};

/// Those that only a world wired by hand can hold.
const WIRED: &[(&str, Journey)] = journeys! {
    administration: a_role_is_given_within_the_grantors_own_authority;
};

/// Those that need a world of their own.
const ALONE: &[(&str, Journey)] = journeys! {
    administration: the_last_administrator_stays;
    codes: of_a_thousand_guesses_ten_are_compared;
};

/// Where a world keeps what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Memory,
    Sqlite,
    Postgres,
}

impl Backend {
    const ALL: [Self; 3] = [Self::Memory, Self::Sqlite, Self::Postgres];
    /// Those with a program around them.
    const PROGRAMS: [Self; 2] = [Self::Sqlite, Self::Postgres];

    const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    const fn needs(self) -> &'static [Part] {
        match self {
            Self::Memory | Self::Sqlite => &[],
            Self::Postgres => &[Part::Postgres],
        }
    }
}

/// The worlds, each made when it is first needed, and what they run on.
pub(crate) struct Stages {
    shared: Arc<Shared>,
}

struct Shared {
    binary: &'static str,
    worlds: [OnceCell<World>; 3],
    postgres: OnceCell<Postgres>,
    runtime: Option<Runtime>,
}

impl Stages {
    pub(crate) fn new(binary: &'static str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let shared = Shared {
            binary,
            worlds: [const { OnceCell::const_new() }; 3],
            postgres: OnceCell::const_new(),
            runtime: Some(runtime),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn trials(&self) -> Vec<Trial> {
        let mut trials = Vec::new();
        for backend in Backend::ALL {
            trials.extend(
                SHARED
                    .iter()
                    .map(|(name, journey)| self.in_shared(backend, name, backend.needs(), *journey)),
            );
            trials.extend(ALONE.iter().map(|(name, journey)| self.alone(backend, name, *journey)));
        }
        trials.extend(
            WIRED
                .iter()
                .map(|(name, journey)| self.in_shared(Backend::Memory, name, &[], *journey)),
        );
        let verify: Journey = |world| Box::pin(tokens::another_library_verifies_our_tokens(world));
        trials.push(self.in_shared(
            Backend::Sqlite,
            "tokens::another_library_verifies_our_tokens",
            &[Part::PyJwt],
            verify,
        ));
        trials.extend(
            MAILED
                .iter()
                .map(|(name, run)| self.interrupted(Backend::Sqlite, name, &[Part::Mta], *run)),
        );
        for backend in Backend::PROGRAMS {
            trials.extend(
                AT_THE_COMMAND_LINE
                    .iter()
                    .map(|(name, run)| self.at_the_command_line(backend, name, *run)),
            );
            trials.extend(
                INTERRUPTIONS
                    .iter()
                    .map(|(name, run)| self.interrupted(backend, name, backend.needs(), *run)),
            );
        }
        let verify: Interruption = |program, url| {
            Box::pin(rotation::another_library_verifies_tokens_of_either_algorithm(
                program, url,
            ))
        };
        trials.push(self.interrupted(
            Backend::Sqlite,
            "rotation::another_library_verifies_tokens_of_either_algorithm",
            &[Part::PyJwt],
            verify,
        ));
        trials
    }

    fn in_shared(&self, backend: Backend, name: &str, parts: &'static [Part], journey: Journey) -> Trial {
        let shared = Arc::clone(&self.shared);
        trial(format!("{}::{name}", backend.name()), parts, move || {
            shared
                .runtime()
                .block_on(async { journey(shared.world(backend).await).await });
        })
    }

    fn alone(&self, backend: Backend, name: &str, journey: Journey) -> Trial {
        let shared = Arc::clone(&self.shared);
        trial(format!("{}::{name}", backend.name()), backend.needs(), move || {
            shared
                .runtime()
                .block_on(async { journey(&shared.new_world(backend).await).await });
        })
    }

    fn at_the_command_line(&self, backend: Backend, name: &str, run: AtTheCommandLine) -> Trial {
        let shared = Arc::clone(&self.shared);
        trial(format!("{}::{name}", backend.name()), backend.needs(), move || {
            shared.runtime().block_on(async {
                let world = shared.world(backend).await;
                run(world.program().expect("the world has a program"), world).await;
            });
        })
    }

    fn interrupted(&self, backend: Backend, name: &str, parts: &'static [Part], run: Interruption) -> Trial {
        let shared = Arc::clone(&self.shared);
        trial(format!("{}::{name}", backend.name()), parts, move || {
            shared.runtime().block_on(async {
                let program = Program::new(shared.binary);
                let url = shared.new_database(backend, &program).await;
                run(program, url).await;
            });
        })
    }
}

impl Shared {
    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("the runtime outlives every journey")
    }

    async fn world(&self, backend: Backend) -> &World {
        let [memory, sqlite, postgres] = &self.worlds;
        let world = match backend {
            Backend::Memory => memory,
            Backend::Sqlite => sqlite,
            Backend::Postgres => postgres,
        };
        world.get_or_init(|| self.new_world(backend)).await
    }

    async fn new_world(&self, backend: Backend) -> World {
        if backend == Backend::Memory {
            return World::in_memory().await;
        }
        let program = Program::new(self.binary);
        let url = self.new_database(backend, &program).await;
        World::of_program(program, &url).await
    }

    async fn new_database(&self, backend: Backend, program: &Program) -> String {
        match backend {
            Backend::Memory | Backend::Sqlite => format!("sqlite:{}", program.folder().join("enroll.db").display()),
            Backend::Postgres => self
                .postgres
                .get_or_init(|| async { Postgres::start() })
                .await
                .new_database(),
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Programs are ended within the runtime that watches them, and before the database under them.
        let runtime = self.runtime.take();
        if let Some(runtime) = &runtime {
            let _within = runtime.enter();
            self.worlds = [const { OnceCell::const_new() }; 3];
        }
        drop(runtime);
    }
}
