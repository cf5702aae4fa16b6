//! Paired differences: how far apart two times are that were taken in pairs, and how sure that is. Single times are not independent
//! of each other, so only the differences within pairs are looked at, and their median, whose interval is drawn by the bootstrap.

use std::fmt;

use enroll::adapters::memory::Chance;

/// How often the sample is drawn anew.
const DRAWS: usize = 2_000;

/// The median of paired differences in milliseconds, with the interval that holds it in 95 of 100 cases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) pairs: usize,
}

impl Interval {
    /// Of these differences.
    pub(crate) fn of(differences: &[f64], seed: u64) -> Self {
        let mut random = Chance::new(seed);
        let mut medians: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let drawn = differences.iter().map(|_| differences[random.below(differences.len())]);
                median(&mut drawn.collect::<Vec<_>>())
            })
            .collect();
        medians.sort_by(f64::total_cmp);
        Self {
            median: median(&mut differences.to_vec()),
            low: medians[DRAWS * 25 / 1000],
            high: medians[DRAWS * 975 / 1000],
            pairs: differences.len(),
        }
    }

    /// Whether all of it lies farther from nothing than this, in milliseconds.
    pub(crate) fn is_beyond(&self, bound: f64) -> bool {
        self.low > bound || self.high < -bound
    }

    /// Whether all of it lies this near to nothing, in milliseconds.
    pub(crate) fn is_within(&self, bound: f64) -> bool {
        -bound < self.low && self.high < bound
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:+.3} ms, 95 % interval [{:+.3}, {:+.3}], n = {}",
            self.median, self.low, self.high, self.pairs
        )
    }
}

/// The middle one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    let (_, found, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    *found
}

/// Noise of a millisecond or so, the same for both, with a stray of 80 ms now and then; then the same and a shift.
pub(crate) fn a_shift_is_found_and_noise_is_not() {
    let mut random = Chance::new(7);
    let mut noise = || {
        let stray = if random.below(50) == 0 { 80.0 } else { 0.0 };
        f64::from(u32::try_from(random.below(2_000)).unwrap()) / 1_000.0 + stray
    };
    let differences: Vec<f64> = (0..2_000).map(|_| noise() - noise()).collect();
    let even = Interval::of(&differences, 1);
    assert!(even.is_within(0.2), "{even}");
    for shift in [0.5, -0.5, 2.0] {
        let shifted: Vec<f64> = differences.iter().map(|difference| difference + shift).collect();
        let found = Interval::of(&shifted, 1);
        assert!(!found.is_within(0.2) && (found.median - shift).abs() < 0.2, "{found}");
    }
}
