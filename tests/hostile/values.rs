//! Values that readers stumble over: of the wrong shape, too large, too deep, or no characters at all.

use enroll::adapters::memory::Chance;

/// JSON texts that stand where a good value stood.
const STRANGE: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "-0",
    "1.5",
    "1e400",
    "-1e400",
    "1e308",
    "99999999999999999999",
    "18446744073709551616",
    "9223372036854775808",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "[1,2,3]",
    r#"{"a":1}"#,
    r#"["a@example.org","pw",true]"#,
    r#""""#,
    r#"" ""#,
    r#""\u0000""#,
    r#""a\u0000b@example.org""#,
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\ud83d\ude00""#,
    r#""\ufeff""#,
    r#""\u202e""#,
    r#""\r\nBcc: eve@example.org""#,
    r#""=?utf-8?b?ZXZl?=""#,
    r#""{{7*7}}""#,
    r#""<script>alert(1)</script>""#,
    r#""' OR 1=1 --""#,
    r#""../../etc/passwd""#,
    r#""a@b""#,
    r#""@""#,
    r#""a@[127.0.0.1]""#,
    r#""\"a b\"@example.org""#,
    r#""admin""#,
    r#""\u212a""#,
    r#""x@xn--a""#,
    r#""xn--\u00fc@example.org""#,
    r#""\u0130""#,
    r#""\u00df""#,
    r#""\u0301""#,
    r#""2026-01-01T00:00:00Z""#,
    r#""$argon2id$""#,
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    ".5",
    "1.",
    "'a'",
    "\"",
    "undefined",
    "/* */ 1",
    "\"\t\"",
    "\"\u{7f}\u{85}\"",
    "\"\u{10ffff}\"",
];

/// A value that is of no use.
pub(crate) fn strange(chance: &mut Chance) -> Vec<u8> {
    match chance.below(12) {
        0 => nested(chance, b"[", b"]"),
        1 => nested(chance, b"{\"a\":", b"}"),
        2 => long(chance),
        3 => [&b"\""[..], &noise(chance, 40), b"\""].concat(),
        4 => [&b"\""[..], chance.one::<&[u8]>(NO_UTF8), b"\""].concat(),
        5 => format!("[{}]", vec!["1"; chance.below(30_000)].join(",")).into_bytes(),
        _ => chance.one(STRANGE).as_bytes().to_vec(),
    }
}

/// Bytes that are no UTF-8: overlong, cut, surrogates, beyond the last character, other encodings.
const NO_UTF8: &[&[u8]] = &[
    b"\xff",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc3",
    b"\x80",
    b"\xfe\xff\x00a",
    b"caf\xe9",
];

fn nested(chance: &mut Chance, open: &[u8], close: &[u8]) -> Vec<u8> {
    let depth = *chance.one(&[2, 64, 127, 128, 129, 1_000, 10_000]);
    [open.repeat(depth), b"1".to_vec(), close.repeat(depth)].concat()
}

fn long(chance: &mut Chance) -> Vec<u8> {
    let unit = *chance.one(&["a", "a.", "+", "@", " ", "\\u0000", "\u{1f600}", "\\\\", "0", "."]);
    let count = *chance.one(&[65, 129, 255, 256, 1_000, 10_000, 60_000]);
    let end = *chance.one(&["", "@example.org", ".example.org"]);
    format!("\"{}{end}\"", unit.repeat(count)).into_bytes()
}

/// Any bytes at all.
pub(crate) fn noise(chance: &mut Chance, most: usize) -> Vec<u8> {
    (0..chance.below(most)).map(|_| chance.byte()).collect()
}

/// Texts that stand in a header where something else is expected.
pub(crate) fn header(chance: &mut Chance) -> Vec<u8> {
    const TEXTS: &[&str] = &[
        "",
        " ",
        ",",
        ";",
        "a",
        "*",
        "*/*",
        "null",
        "application/json; charset=utf-16",
        "application/json; charset=\"",
        "application/jsonx",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json;;;=",
        "Bearer",
        "Bearer ",
        "Bearer  a b c",
        "Bearer a.b.c",
        "Bearer ..",
        "bearer eyJhbGciOiJub25lIn0.e30.",
        "Basic YTpi",
        "Basic \u{7f}",
        "Bearer eyJhbGciOiJIUzI1NiIsImp3ayI6e319.eyJzdWIiOiIxIn0.AA",
        "gzip",
        "gzip, deflate, br",
        "identity;q=0",
        "chunked",
        "bytes=0-,-1",
        "W/\"\"",
        "\"",
        "default",
        "no-such-tenant",
        "default, default",
        "https://jframework.localhost",
        "https://[::1",
        "://",
        "127.0.0.1",
        "for=\"",
        "localhost:99999999",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "-1",
        "999999999999999999999",
        "a=b; c",
        "\u{e9}",
    ];
    match chance.below(10) {
        0 => vec![b'a'; *chance.one(&[100, 1_000, 4_000, 9_000])],
        1 => noise(chance, 60)
            .into_iter()
            .filter(|byte| !b"\r\n\0".contains(byte))
            .collect(),
        2 => format!("Bearer {}", "a.".repeat(chance.below(4_000))).into_bytes(),
        _ => chance.one(TEXTS).as_bytes().to_vec(),
    }
}
