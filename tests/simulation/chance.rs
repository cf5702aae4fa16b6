//! Draws of which some are likelier than others.

use enroll::adapters::memory::Chance;

/// One of these, the last ones more often than the first.
pub(crate) fn recent<'a, T>(chance: &mut Chance, items: &'a [T]) -> Option<&'a T> {
    let newest = items.len().saturating_sub(4);
    if chance.one_in(3) {
        chance.one_of(items)
    } else {
        chance.one_of(&items[newest..])
    }
}

/// A place in a list of weights, by their weight.
pub(crate) fn weighed(chance: &mut Chance, weights: impl Iterator<Item = usize> + Clone) -> usize {
    let mut left = chance.below(weights.clone().sum());
    for (place, weight) in weights.enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    0
}
