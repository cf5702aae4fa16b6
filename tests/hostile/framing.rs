//! Framing: heads and bodies that two servers would cut at different places, and what they have to be answered. A request that
//! one of them reads and the other does not is how requests are smuggled (RFC 9112 §11.2).

use std::net::SocketAddr;

use enroll::adapters::memory::Chance;

use crate::request::Request;
use crate::values::noise;
use crate::wire::all_thrown;

const BODY: &str = r#"{"email":"ada@example.org"}"#;

/// How a request is framed badly: the lines that say how long its body is, and what stands for the body.
const BAD: &[(&str, &[&str], &str)] = &[
    (
        "both lengths",
        &["content-length: 27", "transfer-encoding: chunked"],
        BODY,
    ),
    (
        "both lengths, chunked first",
        &["transfer-encoding: chunked", "content-length: 0"],
        "0\r\n\r\n",
    ),
    ("two lengths", &["content-length: 27", "content-length: 28"], BODY),
    ("a length with a sign", &["content-length: +27"], BODY),
    ("a negative length", &["content-length: -1"], BODY),
    ("a length that is none", &["content-length: 27x"], BODY),
    ("a hexadecimal length", &["content-length: 0x1b"], BODY),
    ("a list of lengths", &["content-length: 27, 27"], BODY),
    ("an endless length", &["content-length: 99999999999999999999"], BODY),
    ("an unknown coding", &["transfer-encoding: xchunked"], BODY),
    (
        "a coding after chunked",
        &["transfer-encoding: chunked, identity"],
        "0\r\n\r\n",
    ),
    (
        "a chunk that is no number",
        &["transfer-encoding: chunked"],
        "zz\r\nabc\r\n0\r\n\r\n",
    ),
    (
        "an endless chunk",
        &["transfer-encoding: chunked"],
        "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    ),
    ("a space before the colon", &["content-length : 27"], BODY),
    ("a line without a colon", &["content-length: 27", "nothing"], BODY),
    ("a folded line", &["x-a: b", " c", "content-length: 27"], BODY),
    ("a zero byte", &["x-a: b\0c", "content-length: 27"], BODY),
];

fn request(lines: &[&str], body: &str) -> Vec<u8> {
    let mut request = Request::new("POST", "/v1/password-resets");
    request.header("host", "127.0.0.1");
    request.header("content-type", "application/json");
    [request.head(lines), body.as_bytes().to_vec()].concat()
}

/// What somebody would smuggle in behind another request.
const SMUGGLED: &[u8] = b"GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

/// With which statuses something is answered that another request follows.
async fn followed(server: SocketAddr, bytes: &[u8]) -> Vec<u16> {
    let answers = all_thrown(server, &[bytes, SMUGGLED].concat()).await;
    answers.unwrap_or_else(|| {
        panic!(
            "no end after {:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(300)])
        )
    })
}

/// Every row is refused, or the connection closed: nothing after it is read as a request.
pub(crate) async fn table(server: SocketAddr) {
    let sound = request(&["content-length: 27"], BODY);
    assert_eq!(followed(server, &sound).await, [202, 200]);
    let mut wrong = Vec::new();
    for (what, lines, body) in BAD {
        let answers = followed(server, &request(lines, body)).await;
        if !matches!(answers[..], [] | [400 | 408 | 413 | 431]) {
            wrong.push(format!("{what}: {answers:?}"));
        }
    }
    let hosts = [
        &b"GET /livez HTTP/1.1\r\n\r\n"[..],
        b"GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    ];
    for bytes in hosts {
        let answers = followed(server, bytes).await;
        if answers != [400] {
            wrong.push(format!("{:?}: {answers:?}", String::from_utf8_lossy(bytes)));
        }
    }
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    for lines in [many, format!("x-a: {}\r\n", "a".repeat(200_000))] {
        let bytes = format!("GET /livez HTTP/1.1\r\nhost: a\r\n{lines}\r\n");
        let answers = followed(server, bytes.as_bytes()).await;
        if !matches!(answers[..], [] | [400 | 431]) {
            wrong.push(format!("a flood of headers: {answers:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A request that is framed badly, or not at all.
pub(crate) fn misframed(sound: &Request, chance: &mut Chance) -> Vec<u8> {
    let mut request = sound.clone();
    request.set("host", "127.0.0.1");
    let (_, lines, instead) = chance.one(BAD);
    let mut bytes = match chance.below(8) {
        0 => [request.head(lines), instead.as_bytes().to_vec()].concat(),
        1 => [request.head(lines), request.body.clone()].concat(),
        2 => {
            let framed = request.framed();
            framed[..chance.below(framed.len())].to_vec()
        }
        3 => {
            let unix = String::from_utf8_lossy(&request.framed()).replace("\r\n", "\n");
            unix.into_bytes()
        }
        4 => request.framed().repeat(1 + chance.below(30)),
        5 => {
            let size = format!("{:x}{}\r\n", request.body.len(), ";a=b".repeat(chance.below(2_000)));
            let chunked = [request.head(&["transfer-encoding: chunked"]), size.into_bytes()].concat();
            [chunked, request.body.clone(), b"\r\n0\r\n\r\n".to_vec()].concat()
        }
        6 => {
            let first = *chance.one(&[
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/0.9\r\n\r\n",
                "GET http://a/ HTTP/1.1\r\n\r\n",
                "\x16\x03\x01\x02",
                "\r\n\r\n",
            ]);
            [first.as_bytes(), &noise(chance, 300)].concat()
        }
        _ => request.head(&["content-length: 27", "expect: 100-continue"]),
    };
    for _ in 0..chance.below(4) {
        let (at, byte) = (chance.below(bytes.len()), chance.byte());
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
    }
    bytes
}
