//! Spoiling: a sound request becomes a bad one that is still framed well. What is spoiled is its body, its headers, its target or
//! its method, and often more than one of them.

use enroll::adapters::memory::Chance;
use serde_json::Value;

use crate::request::Request;
use crate::values::{header, noise, strange};

/// Spoils a request.
pub(crate) fn spoil(request: &mut Request, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        match chance.below(12) {
            0..=6 => body(request, chance),
            7 | 8 => headers(request, chance),
            9 | 10 => target(request, chance),
            _ => method(request, chance),
        }
    }
}

fn body(request: &mut Request, chance: &mut Chance) {
    let parsed: Option<Value> = serde_json::from_slice(&request.body).ok();
    match parsed {
        Some(Value::Object(members)) if chance.below(4) > 0 => {
            let members = members.into_iter().map(|(name, value)| {
                let name = Value::from(name).to_string().into_bytes();
                (name, value.to_string().into_bytes())
            });
            request.body = members_of(members.collect(), chance);
        }
        Some(Value::Object(members)) => {
            // By position, as some readers take it.
            let values: Vec<_> = members.into_iter().map(|(_, value)| value).collect();
            match chance.below(3) {
                0 => request.body = Value::Array(values).to_string().into_bytes(),
                1 => request.body = strange(chance),
                _ => bytes(&mut request.body, chance),
            }
        }
        Some(_) | None => bytes(&mut request.body, chance),
    }
}

/// An object in which some member is not as it should be.
fn members_of(mut members: Vec<(Vec<u8>, Vec<u8>)>, chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(members.len());
    match chance.below(8) {
        0 if !members.is_empty() => drop(members.remove(at)),
        1 if !members.is_empty() => {
            let again = (members[at].0.clone(), strange(chance));
            members.insert(chance.below(members.len() + 1), again);
        }
        2 => {
            let names: &[&[u8]] = &[
                b"\"__proto__\"",
                b"\"\"",
                b"\"is_superuser\"",
                b"\"\\u0000\"",
                b"\"\\ud800\"",
                b"\"constructor\"",
                b"\"id\"",
            ];
            members.push((chance.one(names).to_vec(), strange(chance)));
        }
        3 => {
            let count = *chance.one(&[10, 1_000, 5_000, 100_000]);
            members.extend((0..count).map(|number| (format!("\"k{number}\"").into_bytes(), b"1".to_vec())));
        }
        _ if !members.is_empty() => members[at].1 = strange(chance),
        _ => members.push((b"\"email\"".to_vec(), strange(chance))),
    }
    let written: Vec<_> = members
        .iter()
        .map(|(name, value)| [&name[..], b":", value].concat())
        .collect();
    [&b"{"[..], &written.join(&b","[..]), b"}"].concat()
}

/// Bytes that are no longer what they were.
fn bytes(body: &mut Vec<u8>, chance: &mut Chance) {
    match chance.below(10) {
        0 => body.clear(),
        1 => body.truncate(chance.below(body.len() + 1)),
        2 => {
            for _ in 0..=chance.below(8) {
                let (at, byte) = (chance.below(body.len()), chance.byte());
                if let Some(place) = body.get_mut(at) {
                    *place = byte;
                }
            }
        }
        3 => body.splice(..0, b"\xef\xbb\xbf".iter().copied()).for_each(drop),
        4 => *body = utf16(body, u16::to_le_bytes, b"\xff\xfe"),
        5 => *body = utf16(body, u16::to_be_bytes, b"\xfe\xff"),
        6 => body.extend(noise(chance, 200)),
        7 => *body = noise(chance, 2_000),
        8 => body
            .splice(..0, std::iter::repeat_n(b' ', chance.below(70_000)))
            .for_each(drop),
        _ => *body = body.repeat(2),
    }
}

fn utf16(body: &[u8], written: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).into_owned();
    let units = text.encode_utf16().flat_map(written);
    mark.iter().copied().chain(units).collect()
}

fn headers(request: &mut Request, chance: &mut Chance) {
    const NAMES: &[&str] = &[
        "content-type",
        "content-encoding",
        "authorization",
        "idempotency-key",
        "enroll-tenant",
        "brand-url",
        "auth-key",
        "accept",
        "origin",
        "sec-fetch-site",
        "cookie",
        "range",
        "if-none-match",
        "if-modified-since",
        "x-forwarded-for",
        "forwarded",
        "x-forwarded-host",
        "x-http-method-override",
        "accept-language",
        "accept-encoding",
        "referer",
        "te",
        "upgrade",
        "x-request-id",
        "date",
        "via",
    ];
    match chance.below(8) {
        0 => request.headers.clear(),
        1 => (0..*chance.one(&[20, 60, 95, 150])).for_each(|number| request.header(&format!("x-{number}"), "1")),
        2 => request.header(chance.one::<&str>(NAMES), header(chance)),
        3 => {
            let again = request.headers.first().cloned();
            request.headers.extend(again);
        }
        _ => request.set(chance.one::<&str>(NAMES), header(chance)),
    }
}

fn target(request: &mut Request, chance: &mut Chance) {
    const TAILS: &[&str] = &[
        "/",
        "//",
        "/..",
        "/../../etc/passwd",
        "/%2e%2e/",
        "/%00",
        "%00",
        "%",
        "%zz",
        "%ff%fe",
        "?",
        "?a",
        "?token=",
        "?token=%00",
        "?token=%ff",
        "?limit=-1",
        "?limit=99999999999999999999",
        "?cursor=%00",
        "?cursor[]=1",
        "?a=1&a=2",
        ";a=b",
        "?returnURL=javascript:1",
        "/%E2%80%AE",
    ];
    match chance.below(6) {
        0 => request.target.splice(..0, *b"/").for_each(drop),
        1 => request
            .target
            .extend(std::iter::repeat_n(b'a', *chance.one(&[100, 2_000, 7_000]))),
        2 => request
            .target
            .extend(format!("?{}", "a=1&".repeat(chance.below(1_500))).bytes()),
        3 => {
            let at = chance.below(request.target.len());
            request
                .target
                .splice(at..at, **chance.one(&[b"%41", b"%2f", b"%5c", b"%0a"]))
                .for_each(drop);
        }
        _ => request.target.extend(chance.one(TAILS).bytes()),
    }
}

fn method(request: &mut Request, chance: &mut Chance) {
    const METHODS: &[&str] = &[
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "post", "G",
    ];
    request.method = chance.one(METHODS).as_bytes().to_vec();
}
