//! The server: from its banner to its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::place::Place;

/// How long a line of the log may be waited for: far longer than it takes.
const PATIENCE: Duration = Duration::from_secs(60);
const FORM: &str = r#"{"email":"ada@example.org","password":"seven owls read maps"}"#;

/// A server that runs.
struct Serving {
    child: Child,
    at: SocketAddr,
    banner: String,
    log: Log,
}

impl Serving {
    /// Starts it, and waits until it says where it listens. Its log is for people.
    fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut child = place
            .command(arguments)
            .env("ENROLL_LOG__FORMAT", "text")
            .env("NO_COLOR", "1")
            .spawn()
            .unwrap();
        let log = Log::of(&mut child);
        let serving = log.wait_for("serving listen=");
        let at = serving
            .rsplit_once("listen=")
            .expect(&serving)
            .1
            .trim()
            .parse()
            .unwrap();
        let mut banner = vec![0; 4096];
        let read = child.stdout.as_mut().unwrap().read(&mut banner).unwrap();
        banner.truncate(read);
        Self {
            child,
            at,
            banner: String::from_utf8(banner).unwrap(),
            log,
        }
    }

    /// Sends a request, and reads the answer to the end of the connection.
    fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.at).unwrap();
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        assert!(
            Command::new("kill")
                .args([name, &self.child.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
    }

    fn end(mut self) -> i32 {
        self.child.wait().unwrap().code().expect("it ends by itself")
    }
}

impl Drop for Serving {
    /// Nothing outlives the test, however that ends.
    fn drop(&mut self) {
        // It has most likely ended already.
        let _gone = self.child.kill();
    }
}

/// What a process logs. It is read all the time, so that the process never waits for a reader.
struct Log(Receiver<String>);

impl Log {
    fn of(child: &mut Child) -> Self {
        let (lines, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| lines.send(line))
        });
        Self(log)
    }

    fn wait_for(&self, wanted: &str) -> String {
        let mut all = Vec::new();
        while let Ok(line) = self.0.recv_timeout(PATIENCE) {
            if line.contains(wanted) {
                return line;
            }
            all.push(line);
        }
        panic!("it ended, or went on for {PATIENCE:?}, without {wanted}: {all:#?}");
    }
}

#[test]
fn development_serves_at_once_with_a_mailbox_and_what_the_banner_says_to_paste_registers() {
    let place = Place::new();
    let serving = Serving::start(&place, &["serve", "--dev", "--listen", "127.0.0.1:0"]);
    let url = format!("http://{}", serving.at);
    for expected in [
        &*format!("curl -i {url}/v1/registrations"),
        "/dev/mailbox",
        "/openapi.json",
        "/livez",
        "Relaxed",
    ] {
        assert!(serving.banner.contains(expected), "{expected}: {}", serving.banner);
    }
    assert!(place.exists("enroll.db") && place.exists("enroll.secret"));

    let begin = serving.banner.find("{\"email\"").unwrap();
    let end = serving.banner[begin..].find("}'").unwrap();
    let registered = serving.ask("POST /v1/registrations", &serving.banner[begin..=begin + end]);
    assert!(registered.starts_with("HTTP/1.1 202"), "{registered}");
    serving.log.wait_for("delivered");
    let mailbox = serving.ask("GET /dev/mailbox.json", "");
    assert!(mailbox.contains("/activate?token="), "{mailbox}");
    assert!(mailbox.contains(&url), "{mailbox}");
    assert!(serving.ask("GET /readyz", "").starts_with("HTTP/1.1 200"));
    let metrics = serving.ask("GET /metrics", "");
    for expected in [
        "enroll_build_info",
        "enroll_outbox_open",
        "enroll_http_requests_total",
        "_duration_seconds_bucket",
    ] {
        assert!(metrics.contains(expected), "{expected}: {metrics}");
    }
    serving.signal("-TERM");
    assert_eq!(serving.end(), 0);
}

#[test]
fn a_second_start_of_development_finds_what_the_first_one_made() {
    let place = Place::new();
    let arguments = ["serve", "--dev", "--listen", "127.0.0.1:0"];
    let first = Serving::start(&place, &arguments);
    let secret = place.read("enroll.secret");
    first.signal("-INT");
    assert_eq!(first.end(), 0);
    let second = Serving::start(&place, &arguments);
    assert_eq!(place.read("enroll.secret"), secret);
    second.signal("-INT");
    assert_eq!(second.end(), 0);
}

#[test]
fn in_earnest_it_serves_without_a_mailbox_and_says_so_when_mails_cannot_go_out() {
    // A mail server that wants nothing to do with us.
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap();
    let smtp = format!("smtp://{}", refusing.local_addr().unwrap());
    std::thread::spawn(move || {
        refusing
            .incoming()
            .flatten()
            .try_for_each(|mut caller| caller.write_all(b"554 go away\r\n"))
    });
    let place = Place::new()
        .with("ENROLL_PUBLIC_URL", "https://accounts.example.org")
        .with("ENROLL_MAIL__SMTP_URL", &smtp)
        .with("ENROLL_MAIL__FROM", "no-reply@example.org");
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    assert_eq!(place.run(&["config", "check"]).code, 0);
    let refused = place.run(&["serve", "--no-migrate", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.code, 78);
    assert!(refused.err.contains("enroll migrate"), "{}", refused.err);

    let serving = Serving::start(&place, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        serving.banner.contains("https://accounts.example.org"),
        "{}",
        serving.banner
    );
    assert!(serving.ask("GET /dev/mailbox", "").starts_with("HTTP/1.1 404"));
    assert!(serving.ask("GET /livez", "").starts_with("HTTP/1.1 200"));
    assert!(serving.ask("GET /readyz", "").starts_with("HTTP/1.1 200"));
    let registered = serving.ask("POST /v1/registrations", FORM);
    assert!(registered.starts_with("HTTP/1.1 202"), "{registered}");
    serving.log.wait_for("put off");
    let ready = serving.ask("GET /readyz", "");
    assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("mail: "), "{ready}");
    serving.signal("-TERM");
    assert_eq!(serving.end(), 0);
}

#[test]
fn what_runs_is_let_through_and_a_second_signal_does_not_wait_for_it() {
    let place = Place::new();
    let serving = Serving::start(&place, &["serve", "--dev", "--listen", "127.0.0.1:0"]);
    let mut slow = TcpStream::connect(serving.at).unwrap();
    let (first, rest) = FORM.split_at(10);
    let head = format!(
        "POST /v1/registrations HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        FORM.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    // The server reads the body, so the request runs.
    let mut go_on = [0; 25];
    slow.read_exact(&mut go_on).unwrap();
    assert!(
        go_on.starts_with(b"HTTP/1.1 100"),
        "{}",
        String::from_utf8_lossy(&go_on)
    );
    slow.write_all(first.as_bytes()).unwrap();
    serving.signal("-TERM");
    serving.log.wait_for("ending");
    while TcpStream::connect(serving.at).is_ok() {}
    slow.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    assert_eq!(serving.end(), 0);

    let serving = Serving::start(&place, &["serve", "--dev", "--listen", "127.0.0.1:0"]);
    let mut slow = TcpStream::connect(serving.at).unwrap();
    slow.write_all(head.as_bytes()).unwrap();
    slow.read_exact(&mut go_on).unwrap();
    serving.signal("-TERM");
    serving.log.wait_for("ending");
    serving.signal("-TERM");
    assert_eq!(serving.end(), 1);
}

#[test]
fn a_port_that_is_taken_is_told_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let ended = Place::new().run(&["serve", "--dev", "--listen", &at]);
    assert_eq!(ended.code, 74);
    assert!(
        ended.err.contains(&at) && ended.err.contains("--listen"),
        "{}",
        ended.err
    );
}

#[test]
fn a_worker_works_beside_a_server_and_ends_with_0() {
    let place = Place::ready()
        .with("ENROLL_PUBLIC_URL", "https://accounts.example.org")
        .with("ENROLL_MAIL__SMTP_URL", "smtp://127.0.0.1:9")
        .with("ENROLL_MAIL__FROM", "no-reply@example.org");
    let mut child = place
        .command(&["worker"])
        .env("ENROLL_LOG__FORMAT", "text")
        .spawn()
        .unwrap();
    Log::of(&mut child).wait_for("delivering");
    assert!(
        Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
