//! Traces of system calls, as strace writes them: whether every answer to a change was on disk before it was on its way.

use enroll_tests::violation;
use std::collections::HashMap;

use crate::judge::Verdict;

/// What stands at the beginning of the requests that change something.
const CHANGES: &str = "\"POST ";

/// One call that has ended, or that is at least begun, in the order of the trace.
struct Call<'a> {
    name: &'a str,
    text: String,
}

/// Judges a trace: between a request that changes something and its 2xx answer, the log of the database was written to, and
/// after that it was synced. What others wrote meanwhile looks the same, so one answer alone proves little; a program that does
/// not sync its commits has none that passes.
pub(crate) fn judge(trace: &str) -> Verdict {
    let (mut answers, mut broken) = (0, Vec::new());
    // What happened since a request came, by the socket on which it did.
    let mut open: HashMap<String, Progress> = HashMap::new();
    for call in calls(trace) {
        let on = descriptor(&call.text);
        match call.name {
            "recvfrom" | "read" if call.text.contains(CHANGES) => {
                open.insert(on, Progress::Came);
            }
            "pwrite64" if on.contains("enroll.db-wal") => {
                let came = open.values_mut().filter(|progress| **progress == Progress::Came);
                came.for_each(|progress| *progress = Progress::Written);
            }
            "fsync" | "fdatasync" if on.contains("enroll.db-wal") && call.text.ends_with("= 0") => {
                let synced = open.values_mut().filter(|progress| **progress == Progress::Written);
                synced.for_each(|progress| *progress = Progress::Synced);
            }
            "sendto" | "write" | "writev" | "sendmsg" if call.text.contains("HTTP/1.1 2") => {
                // An answer to what changes nothing is not looked at.
                let Some(progress) = open.remove(&on) else { continue };
                answers += 1;
                if progress != Progress::Synced {
                    broken.push(violation!(
                        Acknowledged,
                        "answer {answers} was on its way, and its change was {progress:?}"
                    ));
                }
            }
            _ => {}
        }
    }
    (answers, broken)
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Came,
    Written,
    Synced,
}

/// The calls in order; one that another thread interrupted counts when it ends, but for answers, which count when they begin.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.trim_start().split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some((_, end)) = resumed.split_once("resumed>") else {
                continue;
            };
            let first = begun.remove(thread).unwrap_or_default();
            if !is_answer(first) {
                calls.extend(call(first, end));
            }
        } else if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, first);
            if is_answer(first) {
                calls.extend(call(first, ""));
            }
        } else {
            calls.extend(call(rest, ""));
        }
    }
    calls
}

fn is_answer(text: &str) -> bool {
    ["sendto(", "write(", "writev(", "sendmsg("]
        .iter()
        .any(|name| text.starts_with(name))
}

fn call<'a>(first: &'a str, end: &str) -> Option<Call<'a>> {
    let (name, _) = first.split_once('(')?;
    Some(Call {
        name,
        text: format!("{first}{end}"),
    })
}

/// What a call is about: its first argument, which `strace -y` writes with the name of the file or socket.
fn descriptor(text: &str) -> String {
    let (_, arguments) = text.split_once('(').unwrap_or_default();
    arguments.split([',', ')']).next().unwrap_or_default().to_owned()
}
