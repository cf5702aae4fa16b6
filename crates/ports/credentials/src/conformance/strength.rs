//! Strength meters: what anybody would guess is weak, what nobody would is strong, and nothing keeps the meter busy.

use std::time::{Duration, Instant};

use enroll_domain::password::Strength;

use super::cases;
use super::material::password;
use crate::StrengthMeter;

/// A case.
type Case = fn(&dyn StrengthMeter);

/// What no input may exceed, on a slow machine and in an unoptimised build.
const BOUND: Duration = Duration::from_secs(5);

/// How often each is rated within that time. Once would let pass what keeps a server busy that many people ask.
const TIMES: usize = 10;

cases! { Case:
    what_everybody_takes_is_weak,
    a_long_random_password_is_as_strong_as_can_be,
    the_words_around_a_person_lower_the_rating,
    the_same_password_gets_the_same_rating,
    no_input_keeps_the_meter_busy,
}

fn what_everybody_takes_is_weak(meter: &dyn StrengthMeter) {
    for common in ["password", "12345678", "aaaaaaaaaaaa", "x"] {
        assert!(meter.rate(&password(common), &[]).score() <= 1, "{common:?} is weak");
    }
}

fn a_long_random_password_is_as_strong_as_can_be(meter: &dyn StrengthMeter) {
    for random in ["vK7#qw2ZtR9!mLx4", "3fH-xpN8_tuY2.cWb", "tonic walrus ember glyph"] {
        assert_eq!(
            meter.rate(&password(random), &[]),
            Strength::MAX,
            "{random:?} is strong"
        );
    }
}

fn the_words_around_a_person_lower_the_rating(meter: &dyn StrengthMeter) {
    let chosen = password("Quixotrelvane");
    let stranger = meter.rate(&chosen, &["somebody", "else"]);
    for context in [
        vec!["quixotrelvane"],
        vec!["ada", "QUIXOTRELVANE"],
        vec!["quixotrelvane@example.org"],
    ] {
        assert!(meter.rate(&chosen, &context) < stranger, "{context:?} is known");
    }
}

fn the_same_password_gets_the_same_rating(meter: &dyn StrengthMeter) {
    let chosen = password("Tr0ub4dor&3");
    assert_eq!(meter.rate(&chosen, &["horse"]), meter.rate(&chosen, &["horse"]));
}

fn no_input_keeps_the_meter_busy(meter: &dyn StrengthMeter) {
    let long = "x".repeat(10_000);
    let many: Vec<&str> = std::iter::repeat_n(long.as_str(), 10_000).collect();
    let troublesome = [
        "a",
        "4@",
        "1!il",
        "p4$$w0rd",
        "4@8({[<3691!|0$5+7%2",
        "4@8({[<3691!|0$5+7%2 and words that everybody knows",
        "abcdefghij",
        "1999-12-31",
        "qwertz",
        "é",
        "ß",
        "日本",
    ];
    for pattern in troublesome {
        let longest = password(&pattern.repeat(1024 / pattern.len()));
        let started = Instant::now();
        for context in [&many[..0], &["a", "4", "@", "", " "][..], &many[..1], &many[..]] {
            for _time in 0..TIMES {
                let _bounded = meter.rate(&longest, context);
            }
        }
        assert!(
            started.elapsed() < BOUND,
            "{pattern:?}, over and over, took {:?}",
            started.elapsed()
        );
    }
}
