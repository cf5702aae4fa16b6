//! Licence expressions (SPDX 2.3, annex D), as far as packages use them: names, `WITH`, `AND`, `OR` and parentheses.

/// Whether one may choose among the licences of `expression` so that all of them are `allowed`. A slash stands for `OR`, as
/// it did in older manifests.
pub(crate) fn fits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let fits = reader.alternatives();
    fits && reader.words.is_empty() && !words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a [&'a str],
}

impl<'a> Reader<'a> {
    fn alternatives(&mut self) -> bool {
        let mut fits = self.together();
        while self.skip("OR") {
            fits |= self.together();
        }
        fits
    }

    fn together(&mut self) -> bool {
        let mut fits = self.one();
        while self.skip("AND") {
            fits &= self.one();
        }
        fits
    }

    fn one(&mut self) -> bool {
        if self.skip("(") {
            let fits = self.alternatives();
            return self.skip(")") && fits;
        }
        let Some(name) = self.next() else { return false };
        let name = if self.skip("WITH") {
            let Some(exception) = self.next() else { return false };
            format!("{name} WITH {exception}")
        } else {
            name.to_owned()
        };
        self.allowed.contains(&&*name)
    }

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn skip(&mut self, word: &str) -> bool {
        let stands = self.words.first() == Some(&word);
        if stands {
            self.words = &self.words[1..];
        }
        stands
    }
}

#[test]
fn a_choice_fits_if_one_side_does_and_a_sum_only_if_both_do() {
    let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    for fit in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "MIT AND (GPL-3.0 OR Apache-2.0)",
        "GPL-3.0 AND MIT OR MIT",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(fits(fit, &allowed), "{fit}");
    }
    for unfit in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "MIT AND (GPL-3.0",
        "MIT WITH LLVM-exception",
        "MIT MIT",
        "OR MIT",
    ] {
        assert!(!fits(unfit, &allowed), "{unfit}");
    }
}
