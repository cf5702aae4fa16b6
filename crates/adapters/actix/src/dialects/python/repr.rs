//! The text form of a value, as Python's `repr` writes it. What is secret about a value is for the contract to say.

use serde_json::Number;

use crate::dialects::json::Json;

/// The text form of a value. A member whose name is secret is shown as asterisks, whatever it holds.
pub(crate) fn repr(value: &Json, is_secret: fn(&str) -> bool) -> String {
    match value {
        Json::Null => "None".to_owned(),
        Json::Flag(true) => "True".to_owned(),
        Json::Flag(false) => "False".to_owned(),
        Json::Number(number) => number_shown(number),
        Json::Text(text) => quoted(text),
        Json::List(items) => {
            let items: Vec<_> = items.iter().map(|item| repr(item, is_secret)).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(members) => {
            let shown =
                |(name, value): (&str, &Json)| format!("{}: {}", quoted(name), repr_under(name, value, is_secret));
            format!("{{{}}}", members.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The text form of what stands under a name. Nothing at all is no secret.
pub(crate) fn repr_under(name: &str, value: &Json, is_secret: fn(&str) -> bool) -> String {
    if is_secret(name) && *value != Json::Null {
        quoted("**********")
    } else {
        repr(value, is_secret)
    }
}

/// The text form of a text: in single quotes, unless it holds one and no double quote.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if c == quote => shown.extend(['\\', quote]),
            _ if is_printable(c) => shown.push(c),
            _ => shown.push_str(&escaped(c)),
        }
    }
    shown.push(quote);
    shown
}

fn escaped(c: char) -> String {
    match u32::from(c) {
        code if code <= 0xff => format!("\\x{code:02x}"),
        code if code <= 0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// Whether a character shows: Rust's own escaping asks the same of Unicode, but for marks at the beginning of a text.
fn is_printable(c: char) -> bool {
    matches!(c, ' ' | '\'' | '"') || ['a', c].iter().collect::<String>().escape_debug().nth(2).is_none()
}

/// A number as Python shows it.
pub(crate) fn number_shown(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => repr_of_float(float),
        Some(_) | None => number.to_string(),
    }
}

/// The shortest digits that read back the same, with an exponent from 1e16 on and below 1e-4.
fn repr_of_float(float: f64) -> String {
    let scientific = format!("{float:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.unsigned_abs());
    }
    let plain = float.to_string();
    if plain.contains('.') {
        plain
    } else {
        format!("{plain}.0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> String {
        repr(&Json::parse(json.as_bytes()).unwrap(), |name| name == "secret")
    }

    #[test]
    fn values_are_written_as_python_3_11_writes_them() {
        for (json, python) in [
            ("{}", "{}"),
            ("[null,true,false]", "[None, True, False]"),
            (
                r#"{"a":{"b":[1,"x"]},"secret":{"c":1}}"#,
                "{'a': {'b': [1, 'x']}, 'secret': '**********'}",
            ),
            (
                "[1,2.50,1e22,1e16,1e15,0.00001,0.0001]",
                "[1, 2.5, 1e+22, 1e+16, 1000000000000000.0, 1e-05, 0.0001]",
            ),
            ("[123456789.125,-0.0,-7]", "[123456789.125, -0.0, -7]"),
            (r#""it's""#, r#""it's""#),
            (r#""it's \"q\"""#, r#"'it\'s "q"'"#),
            (
                r#""tab\t nl\n \u0001 \u00e9 \u200b \ud83d\ude00""#,
                r"'tab\t nl\n \x01 é \u200b 😀'",
            ),
            (r#""\u0301 \u00a0 \udb40\udc01 \\""#, "'\u{301} \\xa0 \\U000e0001 \\\\'"),
        ] {
            assert_eq!(shown(json), python, "{json}");
        }
    }
}
