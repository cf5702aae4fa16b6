//! Times, in pairs: one of an address that somebody has, one of an address that nobody has, now this first and now that.

use std::env;
use std::str::FromStr;
use std::time::Duration;

use enroll::adapters::memory::Chance;

use crate::people::{KNOWN, Route, Standing, put, somebody};
use crate::stage::Stage;
use crate::statistic::{Interval, median};
use crate::wire::{Heard, Wire};

/// How many times fewer pairs are asked of each standing but the usual one.
const OF_OTHERS: usize = 3;
/// Pairs that are asked before any is counted.
const WARMING: usize = 10;

fn said<T: FromStr>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    Some(text.parse().ok().unwrap_or_else(|| panic!("{name} is {text:?}")))
}

fn pairs() -> usize {
    said("ENROLL_ENUMERATION_PAIRS").unwrap_or(60)
}

fn seed() -> u64 {
    said("ENROLL_ENUMERATION_SEED").unwrap_or(20_261_125)
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

/// What is asked of the server: a path and a body.
type Asked = (&'static str, String);

/// Asks all pairs in random order, and returns the differences, first minus second, in milliseconds.
async fn differences(wire: &mut Wire, pairs: Vec<[Asked; 2]>, check: impl Fn(&Heard)) -> Vec<f64> {
    let mut random = Chance::new(seed());
    let mut found = Vec::new();
    for pair in pairs {
        let mut took = [0.0; 2];
        let order = if random.flips() { [0, 1] } else { [1, 0] };
        for place in order {
            let (path, body) = &pair[place];
            let heard = wire.post("default", path, body).await;
            check(&heard);
            took[place] = milliseconds(heard.took);
        }
        found.push(took[0] - took[1]);
    }
    found.split_off(WARMING)
}

/// What a hash takes on this machine, in milliseconds: a sign-in with a wrong password against a call that needs none.
async fn of_a_hash(stage: &Stage) -> f64 {
    let with = (0..WARMING + 20)
        .map(|_| [sign_in(&somebody()), without_a_hash()])
        .collect();
    let mut wire = Wire::to(&stage.url()).await;
    median(&mut differences(&mut wire, with, |_| {}).await)
}

fn sign_in(email: &str) -> Asked {
    (Route::SignIn.path(), Route::SignIn.body(email))
}

/// A sign-in that is refused for its shape, before any password is looked at.
fn without_a_hash() -> Asked {
    (
        Route::SignIn.path(),
        r#"{"identifier":"nobody@people.example.org"}"#.to_owned(),
    )
}

/// The standing that most is asked of, where it is sure to be one for which something is done.
const fn usual(route: Route) -> Standing {
    match route {
        // Whoever is active gets no mail when another activation mail is asked for; whoever registered does.
        Route::Resend | Route::ActivationByCode => Standing::Open,
        Route::Registration | Route::Reset | Route::SignIn | Route::ResetByCode | Route::AddressChange => {
            Standing::Active
        }
    }
}

/// Known and unknown addresses take the same time, whatever the known ones are; of the usual standing most pairs are asked.
pub(crate) async fn are_the_same_whoever_has_the_address(stage: &Stage, route: Route) {
    let hash = of_a_hash(stage).await;
    for standing in KNOWN {
        let count = if standing == usual(route) {
            pairs()
        } else {
            pairs() / OF_OTHERS
        };
        let mut interval = measured(stage, route, standing, count).await;
        // On a busy machine few pairs say little; that a hash is missing they say still, and say it of others as well.
        if interval.is_beyond(hash / 2.0) {
            interval = measured(stage, route, standing, count).await;
        }
        assert!(
            !interval.is_beyond(hash / 2.0),
            "{standing:?}: {interval}; a hash takes {hash:.3} ms"
        );
        if let Some(bound) = said("ENROLL_ENUMERATION_WITHIN_MS") {
            assert!(
                interval.is_within(bound),
                "{standing:?}: {interval} is not within {bound} ms"
            );
        }
    }
    println!("{:<28} a hash takes {hash:.3} ms", route.path());
}

/// How much longer it takes for so many addresses of this standing than for such that nobody has.
async fn measured(stage: &Stage, route: Route, standing: Standing, count: usize) -> Interval {
    let known = match standing {
        Standing::Open => registered(stage, count + WARMING).await,
        Standing::Pending | Standing::Active | Standing::Suspended | Standing::Closed => {
            put(stage.store(), standing, count + WARMING).await
        }
    };
    // The server does not wait long on a connection that says nothing.
    let mut wire = stage.wire(route).await;
    let asked = |email: &str| (route.path(), route.body(email));
    let pairs = known.iter().map(|known| [asked(known), asked(&somebody())]).collect();
    let check = |heard: &Heard| assert_eq!(heard.status(), route.answer(), "{heard:?}");
    let interval = Interval::of(&differences(&mut wire, pairs, check).await, seed());
    println!(
        "{:<28} {standing:?} - unknown: {interval}, seed {}",
        route.path(),
        seed()
    );
    interval
}

/// People who have registered, and whose mails are out.
async fn registered(stage: &Stage, count: usize) -> Vec<String> {
    let mut wire = Wire::to(&stage.url()).await;
    let emails: Vec<String> = (0..count).map(|_| somebody()).collect();
    for email in &emails {
        let heard = wire
            .post("default", Route::Registration.path(), &Route::Registration.body(email))
            .await;
        assert_eq!(heard.status(), 202, "{heard:?}");
    }
    stage.mails_are_out().await;
    emails
}

/// Were the hash left out for names that nobody has, the very same measurement would find it.
pub(crate) async fn a_way_without_a_hash_is_found(stage: &Stage) {
    let known = put(stage.store(), Standing::Active, pairs() + WARMING).await;
    let pairs = known.iter().map(|known| [sign_in(known), without_a_hash()]).collect();
    let mut wire = Wire::to(&stage.url()).await;
    let found = differences(&mut wire, pairs, |heard| assert!(heard.status() < 500, "{heard:?}")).await;
    let interval = Interval::of(&found, seed());
    let hash = of_a_hash(stage).await;
    println!("without a hash: {interval}, seed {}; a hash takes {hash:.3} ms", seed());
    assert!(interval.is_beyond(hash / 2.0), "{interval}");
}
