//! A canary: an address and a password whose words are nobody else's go through every call that there is, in every place that takes
//! something, while the server says as much as it can. None of it may stand in what the server says, in a problem document, in the
//! metrics or in the audit, and the password in no file either.

use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use enroll_tests::until::until;
use enroll_tests::wire;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::request::Request;
use crate::sound;
use crate::stage::Stage;

const ADDRESS: &str = "Quokka.Wombat@canary.example";
const PASSWORD: &str = "Numbat-Bilby-7391-Dunnart";
/// What stands for anything else.
const WORD: &str = "Potoroo";
/// What gives any of it away, in small letters.
const TRACES: [&str; 6] = ["quokka", "wombat", "numbat", "bilby", "dunnart", "potoroo"];

/// How much of a request is the canary's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Song {
    /// Whatever is an address or a password; the rest is sound, so that it is done.
    Sound,
    /// Every text, so that it is told what is wrong with it.
    Wrong,
}

/// What stands in the place of a text.
fn sung(song: Song, name: &str, text: &str) -> Option<&'static str> {
    match song {
        _ if name.contains("password") => Some(PASSWORD),
        _ if text.contains('@') || text.contains("%40") => Some(ADDRESS),
        Song::Sound => None,
        Song::Wrong => Some(WORD),
    }
}

fn sing(song: Song, name: &str, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(instead) = sung(song, name, text) {
                *text = instead.to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| sing(song, name, item)),
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| sing(song, name, member)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same request with the canary in its body.
fn with_body(song: Song, request: &Request) -> Request {
    let mut request = request.clone();
    if let Ok(mut body) = serde_json::from_slice::<Value>(&request.body) {
        sing(song, "", &mut body);
        request.body = body.to_string().into_bytes();
    } else if let Ok(fields) = std::str::from_utf8(&request.body) {
        let fields = fields.split('&').filter_map(|field| field.split_once('='));
        let fields = fields.map(|(name, text)| {
            let text = sung(song, name, text).unwrap_or(text);
            format!("{name}={}", text.replace('@', "%40"))
        });
        request.body = fields.collect::<Vec<_>>().join("&").into_bytes();
    }
    request
}

/// The same request with the canary in all that is no body: headers, the query, and the last part of the path.
fn around(request: &Request) -> [Request; 3] {
    let [mut headers, mut query, mut path] = [(); 3].map(|()| request.clone());
    for name in [
        "authorization",
        "enroll-tenant",
        "idempotency-key",
        "x-request-id",
        "cookie",
        "user-agent",
    ] {
        headers.set(name, format!("Bearer {WORD}-{PASSWORD}"));
    }
    query
        .target
        .extend_from_slice(format!("?token={WORD}&cursor={WORD}&limit={WORD}&email={ADDRESS}").as_bytes());
    if let Some(end) = path.target.iter().rposition(|byte| *byte == b'/') {
        path.target.truncate(end + 1);
        path.target.extend_from_slice(WORD.as_bytes());
    }
    [headers, query, path]
}

async fn ask(stage: &Stage, request: &Request) -> wire::Answer {
    let mut stream = TcpStream::connect(stage.server).await.unwrap();
    stream.write_all(&request.framed()).await.unwrap();
    wire::answer(&mut stream).await.unwrap()
}

/// Which words of the canary stand in a text.
fn traces(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    TRACES.into_iter().filter(|trace| text.contains(trace)).collect()
}

/// A record of the audit, as far as it holds text.
#[derive(QueryableByName)]
struct Record {
    #[diesel(sql_type = Text)]
    text: String,
}

/// How many rows there are.
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Waits until everything that anybody is to be told of is on its way, or never will be.
async fn until_all_mail_is_out(stage: &Stage) {
    let mut connection = database(stage.folder());
    let open = || {
        let open = "SELECT count(*) AS count FROM outbox WHERE status = 'open' AND channel = 'mail'";
        let open: Count = diesel::sql_query(open).get_result(&mut connection).unwrap();
        std::future::ready((open.count == 0).then_some(()))
    };
    until("every mail to be out", open).await;
}

fn database(folder: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(folder.join("enroll.db").to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    connection
}

/// Every request, in all the ways in which it can be sung.
fn songs(sound: &[Request]) -> Vec<Request> {
    let songs = [Song::Sound, Song::Wrong].into_iter();
    let bodies = songs.flat_map(|song| sound.iter().map(move |request| with_body(song, request)));
    bodies.chain(sound.iter().flat_map(around)).collect()
}

/// Sends all of them, and sees that no problem document tells; says how many were done, and how many were told a problem.
async fn sing_all(stage: &Stage, all: &[Request]) -> (usize, usize) {
    let (mut done, mut refused, mut heard) = (0, 0, Vec::new());
    for request in all {
        let answer = ask(stage, request).await;
        done += usize::from(answer.status < 300);
        // A contract of its own repeats what it was sent, and a page shows a form again: these two are for whoever typed it.
        if answer.head.to_lowercase().contains("application/problem+json") {
            refused += 1;
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            if !traces(&text).is_empty() {
                let (method, target) = (request.method.escape_ascii(), request.target.escape_ascii());
                heard.push(format!("{method} {target}: {text}"));
            }
        }
    }
    assert!(heard.is_empty(), "problem documents tell: {heard:#?}");
    (done, refused)
}

/// Sees that neither the audit nor any file tells more than it should.
fn see_what_rests(folder: &Path) {
    let mut connection = database(folder);
    let audit: Vec<Record> = diesel::sql_query(
        "SELECT action || ' ' || codes || ' ' || quote(actor_id) || ' ' || quote(subject_id) AS text FROM audit",
    )
    .load(&mut connection)
    .unwrap();
    assert!(audit.len() > 100, "only {} records", audit.len());
    // An administrator names packages for programs, and the audit says which of them changed.
    let beside = audit
        .iter()
        .map(|record| record.text.replace(&format!("package:{WORD}"), ""));
    let telling: Vec<String> = beside.filter(|text| !traces(text).is_empty()).collect();
    assert_eq!(telling, [""; 0], "the audit tells");
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let Ok(bytes) = fs::read(&file) else { continue };
        let there = bytes
            .windows(PASSWORD.len())
            .any(|window| window == PASSWORD.as_bytes());
        assert!(!there, "the password rests in {}", file.display());
    }
}

/// Sends it through everything.
pub(crate) async fn sings_unheard() {
    let mut stage = Stage::saying("trace").await;
    let all = songs(&sound::requests(&stage).await);
    let (done, refused) = sing_all(&stage, &all).await;
    let metrics = stage.running.api.get("/metrics").await.expect(200).text;
    assert_eq!(traces(&metrics), [""; 0], "{metrics}");
    until_all_mail_is_out(&stage).await;
    let mailbox = stage.running.api.get("/dev/mailbox").await.text;
    assert!(!traces(&mailbox).is_empty(), "no mail to the canary");
    stage.running.ask_to_end().await;
    assert!(stage.running.ended().await.success());
    let said = stage.running.said.text();
    let telling: Vec<&str> = said.lines().filter(|line| !traces(line).is_empty()).take(20).collect();
    assert!(telling.is_empty(), "the log tells: {telling:#?}");
    see_what_rests(stage.folder());
    println!(
        "canary: {} requests, {done} of them done, {refused} told as a problem; {} bytes of log",
        all.len(),
        said.len()
    );
    assert!(
        done > 80 && refused > 120,
        "{done} were done and {refused} were told what is wrong"
    );
    assert!(said.len() > 100_000, "the log says too little: {} bytes", said.len());
}
