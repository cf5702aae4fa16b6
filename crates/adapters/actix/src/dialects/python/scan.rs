//! The order in which Python's decoder looks at a JSON text, for nothing but the first flaw that it meets, and its place.

/// A flaw: what Python says, and the character at which it says so.
type Flaw = (&'static str, usize);

/// What Python says where a member has no name.
pub(super) const NAME: &str = "Expecting property name enclosed in double quotes";

/// What Python says of an escape without its four digits.
const ESCAPE: &str = concat!(r"Invalid \u", "XX", "XX escape");

enum Open {
    List,
    Object,
}

/// The first flaw of a text, if it has one that Python minds.
pub(super) fn flaw(text: &[char]) -> Option<Flaw> {
    let mut scan = Scan {
        text,
        at: 0,
        open: Vec::new(),
    };
    scan.whole().err()
}

struct Scan<'a> {
    text: &'a [char],
    at: usize,
    /// What is open around the place, the innermost last.
    open: Vec<Open>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn whole(&mut self) -> Result<(), Flaw> {
        self.space();
        loop {
            self.begin()?;
            if !self.is_another_due()? {
                break;
            }
        }
        self.space();
        match self.peek() {
            Some(_) => Err(("Extra data", self.at)),
            None => Ok(()),
        }
    }

    /// Looks at values until one is over: what is opened on the way stands in `open`.
    fn begin(&mut self) -> Result<(), Flaw> {
        loop {
            if self.eat('{') {
                self.space();
                if self.eat('}') {
                    return Ok(());
                }
                self.name()?;
                self.open.push(Open::Object);
            } else if self.eat('[') {
                self.space();
                if self.eat(']') {
                    return Ok(());
                }
                self.open.push(Open::List);
            } else {
                return self.scalar();
            }
        }
    }

    /// Looks at what follows a value, up to where the next one begins. `false` once nothing is open any more.
    fn is_another_due(&mut self) -> Result<bool, Flaw> {
        while let Some(open) = self.open.last() {
            let (end, is_object) = match open {
                Open::List => (']', false),
                Open::Object => ('}', true),
            };
            self.space();
            if self.eat(end) {
                self.open.pop();
                continue;
            }
            if !self.eat(',') {
                return Err(("Expecting ',' delimiter", self.at));
            }
            self.space();
            if is_object {
                self.name()?;
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn name(&mut self) -> Result<(), Flaw> {
        if self.peek() != Some('"') {
            return Err((NAME, self.at));
        }
        self.string()?;
        self.space();
        if !self.eat(':') {
            return Err(("Expecting ':' delimiter", self.at));
        }
        self.space();
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), Flaw> {
        if self.peek() == Some('"') {
            return self.string();
        }
        for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] {
            let end = self.at + word.len();
            if self
                .text
                .get(self.at..end)
                .is_some_and(|found| found.iter().copied().eq(word.chars()))
            {
                self.at = end;
                return Ok(());
            }
        }
        self.number()
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.text.get(at).is_some_and(char::is_ascii_digit) {
            at += 1;
        }
        at
    }

    fn number(&mut self) -> Result<(), Flaw> {
        let first = self.at + usize::from(self.peek() == Some('-'));
        let mut end = match self.text.get(first) {
            Some('0') => first + 1,
            Some('1'..='9') => self.digits(first),
            Some(_) | None => return Err(("Expecting value", self.at)),
        };
        let fraction = self.digits(end + 1);
        if self.text.get(end) == Some(&'.') && fraction > end + 1 {
            end = fraction;
        }
        if matches!(self.text.get(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.text.get(end + 1), Some('+' | '-')));
            let exponent = self.digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        self.at = end;
        Ok(())
    }

    fn string(&mut self) -> Result<(), Flaw> {
        let begin = self.at;
        let unterminated = ("Unterminated string starting at", begin);
        self.at += 1;
        loop {
            match self.peek().ok_or(unterminated)? {
                '"' => {
                    self.at += 1;
                    return Ok(());
                }
                '\\' => self.escape(unterminated)?,
                c if c < ' ' => return Err(("Invalid control character at", self.at)),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self, unterminated: Flaw) -> Result<(), Flaw> {
        match self.text.get(self.at + 1).ok_or(unterminated)? {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => self.at += 2,
            'u' => {
                let digits = self.text.get(self.at + 2..self.at + 6);
                let good = digits.is_some_and(|digits| digits.iter().all(char::is_ascii_hexdigit));
                if !good {
                    return Err((ESCAPE, self.at + 1));
                }
                self.at += 6;
            }
            _ => return Err((r"Invalid \escape", self.at)),
        }
        Ok(())
    }
}
