//! Two tenants side by side: 100 000 random steps over the memory store, each in one of them. A model says what each tenant must
//! hold; after every step both hold just that, and nothing of the one can be read in the other.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking, and this one tells its seed and counts"
)]

mod arriving;
mod model;
mod rows;
mod steps;
mod world;

use std::collections::BTreeMap;

use enroll_memory::Chance;
use steps::STEPS;
use world::World;

/// From what everything follows.
const SEED: u64 = 0x2026_1125;
/// How many worlds there are one after the other, so that no table grows without end, and how many steps are taken in each.
const WORLDS: u64 = 1_000;
const STEPS_IN_A_WORLD: usize = 100;

#[tokio::test]
async fn whatever_happens_in_one_of_two_tenants_the_other_neither_sees_nor_feels_it() {
    let mut taken: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for number in 0..WORLDS {
        let mut chance = Chance::new(SEED ^ (number << 32));
        let mut world = World::new(SEED ^ number).await;
        for step in 0..STEPS_IN_A_WORLD {
            let here = chance.below(2);
            let (name, act) = *chance.one(STEPS);
            let outcome = act(&mut world, here, &mut chance).await;
            *taken.entry((name, outcome)).or_default() += 1;
            world
                .check(here)
                .await
                .unwrap_or_else(|broken| panic!("seed {SEED:#x}, world {number}, step {step}, {name}: {broken}"));
        }
    }
    let steps: usize = taken.values().sum();
    println!("seed {SEED:#x}: {steps} steps in {WORLDS} worlds");
    for ((name, outcome), count) in &taken {
        println!("{count:>7} {name}: {outcome}");
    }
    assert_eq!(steps, 100_000);
    for (name, _) in STEPS {
        let done = taken.get(&(*name, "done")).copied().unwrap_or_default();
        assert!(done > 300, "{name} was done only {done} times");
    }
}
