//! Documents: the neutral form of data that is written down outside, in a settings file, a request or a row, before any rule is
//! asked about it. Each adapter turns its own format into one; reading it, and saying at once all that is wrong, is done here.

use std::collections::BTreeMap;
use std::fmt;

/// A value as somebody wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Values in an order.
    List(Vec<Document>),
    /// Values by name.
    Table(BTreeMap<String, Document>),
}

impl Document {
    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// A table of these members.
    pub fn table(members: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self::Table(members.collect())
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// One place of a document that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Where: the names on the way, joined by dots, an index after a list's name.
    pub path: String,
    /// What is wrong there, and what it takes.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path, self.what)
    }
}

/// Everything that is wrong with a document, at least one thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", told(.0))]
pub struct Flaws(pub(crate) Vec<Flaw>);

fn told(flaws: &[Flaw]) -> String {
    let lines: Vec<_> = flaws.iter().map(Flaw::to_string).collect();
    lines.join("; ")
}

impl Flaws {
    /// All of them, in the order in which the document was read.
    #[must_use]
    pub fn as_slice(&self) -> &[Flaw] {
        &self.0
    }
}

/// Reads the members of a table one by one, and gathers everything that is wrong with it.
#[derive(Debug)]
pub struct TableReader<'f> {
    path: String,
    members: BTreeMap<String, Document>,
    flaws: &'f mut Vec<Flaw>,
}

impl<'f> TableReader<'f> {
    /// Begins to read a document, which must be a table.
    pub fn new(document: Document, flaws: &'f mut Vec<Flaw>) -> Self {
        Self::at(String::new(), document, flaws)
    }

    fn at(path: String, document: Document, flaws: &'f mut Vec<Flaw>) -> Self {
        let members = match document {
            Document::Table(members) => members,
            Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::List(_) => {
                let what = format!("takes a table, and is {}", document.name());
                flaws.push(Flaw {
                    path: path.clone(),
                    what,
                });
                BTreeMap::new()
            }
        };
        Self { path, members, flaws }
    }

    /// Where a member stands.
    #[must_use]
    pub fn place(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// Says that a member is not as it must be.
    pub fn reject(&mut self, name: &str, what: impl Into<String>) {
        let path = self.place(name);
        self.flaws.push(Flaw {
            path,
            what: what.into(),
        });
    }

    fn wrong(&mut self, name: &str, wanted: &str, given: &Document) {
        self.reject(name, format!("takes {wanted}, and is {}", given.name()));
    }

    /// Whether the member is there and was not taken yet.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// The value of a member, whatever it is.
    pub fn take(&mut self, name: &str) -> Option<Document> {
        self.members.remove(name)
    }

    /// The text of a member.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.members.remove(name)? {
            Document::Text(text) => Some(text),
            other => {
                self.wrong(name, "a text", &other);
                None
            }
        }
    }

    /// The text of a member, read by `parse`, which says what it takes.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(name)?;
        parse(&text).map_err(|what| self.reject(name, what)).ok()
    }

    /// One of a closed list of words.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let takes = format!("takes one of {}", known.join(", "));
        self.parsed(name, |text| {
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, value)| *value).ok_or(takes)
        })
    }

    /// The number of a member, within these bounds.
    pub fn number<T: TryFrom<i64>>(&mut self, name: &str, least: i64, greatest: i64) -> Option<T> {
        match self.members.remove(name)? {
            Document::Number(number) if (least..=greatest).contains(&number) => T::try_from(number).ok(),
            Document::Number(_) => {
                self.reject(name, format!("takes a number from {least} to {greatest}"));
                None
            }
            other => {
                self.wrong(name, "a number", &other);
                None
            }
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.members.remove(name)? {
            Document::Flag(flag) => Some(flag),
            other => {
                self.wrong(name, "true or false", &other);
                None
            }
        }
    }

    /// The items of a list, each read by `parse`, which says what it takes. None of them stands there twice.
    pub fn list<T: PartialEq>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<Vec<T>> {
        let items = self.items(name)?;
        let mut read = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{name}.{index}");
            match item {
                Document::Text(text) => match parse(&text) {
                    Ok(value) if read.contains(&value) => self.reject(&place, "stands in the list twice"),
                    Ok(value) => read.push(value),
                    Err(what) => self.reject(&place, what),
                },
                other => self.wrong(&place, "a text", &other),
            }
        }
        Some(read)
    }

    /// The items of a list, whatever they are.
    pub fn items(&mut self, name: &str) -> Option<Vec<Document>> {
        match self.members.remove(name)? {
            Document::List(items) => Some(items),
            other => {
                self.wrong(name, "a list", &other);
                None
            }
        }
    }

    /// A table within this one.
    pub fn within(&mut self, name: &str) -> Option<TableReader<'_>> {
        let document = self.members.remove(name)?;
        let path = self.place(name);
        Some(TableReader::at(path, document, self.flaws))
    }

    /// Another document that stands at `name`, such as an item of a list.
    pub fn nested(&mut self, name: &str, document: Document) -> TableReader<'_> {
        let path = self.place(name);
        TableReader::at(path, document, self.flaws)
    }

    /// The names of the members that were not taken yet.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.members.keys().cloned().collect()
    }

    /// Ends the reading: every member was taken, or is one too many.
    pub fn finish(mut self) {
        for name in self.names() {
            self.reject(&name, "is not known here");
        }
    }
}
