//! What a seed decides before anything begins: who runs, how long, and what the weather is like.

use std::time::Duration;

use enroll::adapters::memory::Port;
use enroll::domain::registration::Beginning;

use enroll::adapters::memory::Chance;

/// What is decided.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// How many calls people make.
    pub(crate) calls: usize,
    /// How much time passes at the least while they do.
    pub(crate) span: Duration,
    pub(crate) servers: usize,
    /// The relays of each server.
    pub(crate) lanes: usize,
    pub(crate) people: usize,
    /// How many mails of each class an address gets in a day.
    pub(crate) budget: u32,
    /// How many codes may be tried for one purpose and one address in a day.
    pub(crate) tries: u32,
    pub(crate) weather: Weather,
    /// How users begin in the tenant that claims identifiers at once.
    pub(crate) beginning: Beginning,
    /// After how many steps everything is looked at.
    pub(crate) look_every: usize,
    pub(crate) gets_in: GetsIn,
    /// What it is about more than other runs.
    pub(crate) theme: Theme,
}

/// What a run is about: the calls of a theme are made more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Nothing more than other runs.
    Any,
    /// Keys are rotated, while tokens of before speak.
    Keys,
    /// People move to other addresses, and sign in with them and with those of before.
    Moves,
    /// Roles are given and taken, and used.
    Roles,
    /// Codes are typed, and guessed at.
    Codes,
}

/// Who of each tenant has to get in at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GetsIn {
    /// One, whom chance picks.
    Somebody,
    Everybody,
}

/// How much goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Nothing does; only the order is left to chance.
    Calm,
    /// Now and then something does.
    Fair,
    /// Something always does.
    Rough,
}

/// How many times as many calls a run of a negative control has.
const CONTROL: usize = 3;

impl Plan {
    /// The plan of one seed of many.
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        Self {
            seed,
            calls: 36 + chance.below(20),
            span: Duration::ZERO,
            servers: 1 + chance.below(2),
            lanes: 2 + chance.below(3),
            people: 2 + chance.below(3),
            budget: if chance.one_in(4) { 3 } else { 12 },
            tries: *chance.one_of(&[1, 2, 6]).unwrap_or(&6),
            weather: match chance.below(8) {
                0 => Weather::Calm,
                1..=4 => Weather::Fair,
                _ => Weather::Rough,
            },
            beginning: if chance.one_in(2) {
                Beginning::Active
            } else {
                Beginning::Pending
            },
            look_every: 200,
            gets_in: GetsIn::Somebody,
            theme: Theme::Any,
        }
    }

    /// The plan of one seed of a negative control: longer, and about what the control breaks, so that what is rare in a run of
    /// many is seen soon. The checks look seldom, for a run ends with the first thing that they find, and a break may break two.
    pub(crate) fn about(theme: Theme, seed: u64) -> Self {
        let usual = Self::of(seed);
        Self {
            calls: usual.calls * CONTROL,
            // What a tenant lost for a while is seen only by whoever looks meanwhile.
            look_every: match theme {
                Theme::Roles => usual.look_every,
                Theme::Any | Theme::Keys | Theme::Moves | Theme::Codes => 3000,
            },
            theme,
            ..usual
        }
    }

    /// The plan of a day, in which there is time for everything.
    pub(crate) fn day(seed: u64) -> Self {
        Self {
            calls: 3000,
            span: Duration::from_secs(24 * 60 * 60),
            servers: 2,
            lanes: 4,
            people: 24,
            budget: 100,
            tries: 20,
            weather: Weather::Rough,
            look_every: 3000,
            gets_in: GetsIn::Everybody,
            ..Self::of(seed)
        }
    }
}

impl Weather {
    /// How many of a thousand calls of a port meet something.
    pub(crate) const fn per_mille(self, port: Port) -> u16 {
        let fair = match port {
            Port::Store => 12,
            Port::Within => 2,
            Port::Hasher => 12,
            Port::Tokens | Port::Signer => 6,
            Port::Entropy => 2,
            Port::Mailer | Port::Provider => 150,
        };
        match self {
            Self::Calm => 0,
            Self::Fair => fair,
            Self::Rough => fair * 4,
        }
    }
}
