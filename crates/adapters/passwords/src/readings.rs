//! In how many ways the signs of a text can be read as letters (`4` for `a`), as zxcvbn takes them. It looks every piece of the text up in
//! every combination, so that a few signs multiply its work.

/// Letters, and the signs that zxcvbn takes for them (`L33T_TABLE` of its version 3).
const TABLE: [(char, &str); 12] = [
    ('a', "4@"),
    ('b', "8"),
    ('c', "({[<"),
    ('e', "3"),
    ('g', "69"),
    ('i', "1!|"),
    ('l', "1|7"),
    ('o', "0"),
    ('s', "$5"),
    ('t', "+7"),
    ('x', "%"),
    ('z', "2"),
];

/// More combinations than this are not tried.
const MOST: usize = 16;

/// Where the characters begin that stand in for signs: they are in no word, next to none on a keyboard, and so far from each other that
/// no two make a row.
const STAND_INS: u32 = 0xE000;
const APART: u32 = 40;

/// The signs of a text that are read as letters, too.
#[derive(Default)]
pub(crate) struct Readings {
    signs: Vec<char>,
}

impl Readings {
    /// Takes the next character of a text, and answers how it is to be rated: as it is; or, if it is a sign that makes more combinations
    /// than are tried, as one that is no letter in any reading, and always the same.
    pub(crate) fn take(&mut self, c: char) -> char {
        let is_sign = TABLE.iter().any(|(_, signs)| signs.contains(c));
        if !is_sign || self.signs.contains(&c) {
            return c;
        }
        self.signs.push(c);
        if self.count() <= MOST {
            return c;
        }
        // It never fits later either, for the count only grows.
        let _last = self.signs.pop();
        stand_in(c)
    }

    /// How many combinations there are, or some more: the product over the letters of the signs that may stand for each. A sign that stands for two
    /// letters counts twice for the second of them: it may be taken for the one or for the other.
    pub(crate) fn count(&self) -> usize {
        let letters = TABLE.iter().enumerate().map(|(place, (_, signs))| {
            let earlier = |sign: char| TABLE.iter().take(place).any(|(_, signs)| signs.contains(sign));
            let present = self.signs.iter().filter(|sign| signs.contains(**sign));
            present.map(|sign| if earlier(*sign) { 2 } else { 1 }).sum::<usize>()
        });
        letters.map(|ways| ways.max(1)).product()
    }
}

fn stand_in(c: char) -> char {
    let place = STAND_INS.saturating_add(u32::from(c).saturating_mul(APART));
    char::from_u32(place).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::Readings;

    fn taken(text: &str) -> (String, usize) {
        let mut readings = Readings::default();
        let text = text.chars().map(|c| readings.take(c)).collect();
        (text, readings.count())
    }

    #[test]
    fn what_has_one_reading_counts_once() {
        for one in ["", "seven owls", "Tr0ub4dor", "3", "日本"] {
            assert_eq!(taken(one), (one.to_owned(), 1));
        }
    }

    #[test]
    fn each_choice_multiplies() {
        for (text, count) in [
            ("4@", 2),
            ("4@69", 4),
            ("({[<", 4),
            ("1", 2),
            ("7", 2),
            ("17", 6),
            ("4@({69", 8),
        ] {
            assert_eq!(taken(text), (text.to_owned(), count), "{text}");
        }
    }

    #[test]
    fn a_sign_too_many_is_left_out_wherever_it_stands_and_stays_the_same() {
        let (text, count) = taken("4@69({$5+1x1");
        assert_eq!(count, 16);
        let kept = text.strip_prefix("4@69({$5+").unwrap();
        let rest: Vec<char> = kept.chars().collect();
        assert!(
            matches!(*rest, [one, 'x', again] if one == again && one != '1'),
            "{text}"
        );
    }
}
