//! Placeholders: what an answer may hold that is another one each time, and what is remembered of it.

use std::collections::BTreeMap;

/// What was captured, and what was given from the beginning.
pub(crate) type Known = BTreeMap<String, String>;

enum Piece {
    Literal(String),
    Hole { kind: String, name: Option<String> },
}

/// Compares an answer with what is expected, byte for byte apart from placeholders, and remembers what they name.
///
/// # Errors
/// What was expected and what came, from where they differ.
pub(crate) fn compare(expected: &str, given: &str, known: &mut Known) -> Result<(), String> {
    let pieces = pieces(expected);
    let mut captured = Vec::new();
    if matches(&pieces, given, &mut captured) {
        known.extend(captured);
        Ok(())
    } else {
        Err(format!("expected:\n{expected}\ngot:\n{given}"))
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (hole, after) = after.split_once("}}").expect("a placeholder ends with }}");
        pieces.push(Piece::Literal(before.to_owned()));
        let (kind, name) = match hole.split_once(':') {
            Some((kind, name)) => (kind, Some(name.to_owned())),
            None => (hole, None),
        };
        pieces.push(Piece::Hole {
            kind: kind.to_owned(),
            name,
        });
        rest = after;
    }
    pieces.push(Piece::Literal(rest.to_owned()));
    pieces
}

fn matches(pieces: &[Piece], text: &str, captured: &mut Vec<(String, String)>) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Literal(literal), rest @ ..] => text
            .strip_prefix(literal.as_str())
            .is_some_and(|after| matches(rest, after, captured)),
        [Piece::Hole { kind, name }, rest @ ..] => {
            let longest = text
                .char_indices()
                .find(|(_, c)| !allowed(kind, *c))
                .map_or(text.len(), |(at, _)| at);
            // The longest first: a hole takes what it can, and gives back what the rest needs.
            for end in (0..=longest).rev().filter(|end| text.is_char_boundary(*end)) {
                let (taken, after) = text.split_at(end);
                let before = captured.len();
                if fits(kind, taken) && matches(rest, after, captured) {
                    captured.extend(name.iter().map(|name| (name.clone(), taken.to_owned())));
                    return true;
                }
                captured.truncate(before);
            }
            false
        }
    }
}

fn allowed(kind: &str, c: char) -> bool {
    match kind {
        "uuid" => c.is_ascii_hexdigit() || c == '-',
        "id" => c.is_ascii_alphanumeric(),
        "number" => c.is_ascii_digit() || c == '-',
        "time" => c.is_ascii_digit() || "-:.+TZ".contains(c),
        "token" => c.is_ascii_alphanumeric() || "-_.=".contains(c),
        "any" => true,
        other => panic!("there is no placeholder {other}"),
    }
}

fn fits(kind: &str, text: &str) -> bool {
    match kind {
        "uuid" => text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
        "number" => text.parse::<i64>().is_ok(),
        "time" => text.len() >= 19 && text.contains('T'),
        "any" => true,
        _ => !text.is_empty(),
    }
}
