//! Looking at an installation before it serves: settings to begin with, and the doctor.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::{Ended, Place};

/// The line that begins so and is about this part.
fn line<'a>(ended: &'a Ended, verdict: &str, part: &str) -> &'a str {
    let found = ended
        .out
        .lines()
        .find(|line| line.starts_with(verdict) && line.split_whitespace().nth(1) == Some(part));
    found.unwrap_or_else(|| panic!("no {verdict} of {part}:\n{}{}", ended.out, ended.err))
}

/// A port at which nobody listens.
fn closed() -> String {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    address.to_string()
}

/// A folder with a secret, a database and settings that are complete; nobody answers at the mail server.
fn complete() -> Place {
    Place::ready()
        .with("ENROLL_PUBLIC_URL", "https://id.example.org")
        .with("ENROLL_LISTEN", &closed())
        .with("ENROLL_MAIL__SMTP_URL", &format!("smtp://{}", closed()))
        .with("ENROLL_MAIL__FROM", "enroll <enroll@example.org>")
}

#[test]
fn settings_to_begin_with_are_written_once_and_say_what_to_fill_in() {
    let place = Place::new();
    let written = place.run(&["config", "init"]);
    assert_eq!(written.code, 0, "{}", written.err);
    let text = place.read("enroll.toml");
    assert_eq!(place.run(&["config", "init", "--stdout"]).out, text);
    let again = place.run(&["config", "init"]);
    assert_eq!((again.code, place.read("enroll.toml")), (1, text.clone()));

    // As they are, they say nothing yet; with every # taken away, they are enough.
    assert_eq!(place.run(&["config", "check"]).code, 78);
    let filled: String = text
        .lines()
        .map(|line| {
            format!(
                "{}\n",
                line.strip_prefix('#')
                    .filter(|rest| !rest.starts_with(' '))
                    .unwrap_or(line)
            )
        })
        .collect();
    assert!(filled.contains("\npublic_url = "), "{filled}");
    place.write("enroll.toml", &filled);
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    let checked = place.run(&["config", "check"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
}

#[test]
fn settings_that_name_a_file_are_written_there() {
    let place = Place::new();
    assert_eq!(place.run(&["config", "init", "--config", "other.toml"]).code, 0);
    assert!(place.exists("other.toml") && !place.exists("enroll.toml"));
}

#[test]
fn a_check_finds_hosts_that_two_tenants_have_and_folders_that_are_not_there() {
    let place = complete().with("ENROLL_DATABASE_URL", "sqlite:no/such/folder/enroll.db");
    let ended = place.run(&["config", "check"]);
    assert_eq!(ended.code, 78);
    assert!(ended.err.contains("mkdir -p no/such/folder"), "{}", ended.err);
    // Told with everything else, when more is wrong.
    let bare = Place::new().with("ENROLL_DATABASE_URL", "sqlite:no/such/folder/enroll.db");
    let ended = bare.run(&["config", "check"]);
    for part in ["mkdir -p no/such/folder", "public_url is missing"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }

    let place = complete();
    let tenant = |name: &str| format!("[[tenants]]\nname = \"{name}\"\nhosts = [\"a.example.org\"]\n");
    place.write("enroll.toml", &format!("{}{}", tenant("north"), tenant("south")));
    let ended = place.run(&["config", "check"]);
    assert_eq!(ended.code, 78);
    assert!(
        ended.err.contains("south and north have the host a.example.org"),
        "{}",
        ended.err
    );
}

#[test]
fn a_check_finds_contracts_whose_tenant_is_unfit_and_warns_of_one_that_is_not_declared() {
    let place = complete();
    place.write("enroll.toml", "[[dialects]]\nname = \"onyx\"\ntenant = \"north\"\n");
    let ended = place.run(&["config", "check"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(
        ended.out.contains("warning: onyx is bound to the tenant north"),
        "{}",
        ended.out
    );
    place.write(
        "enroll.toml",
        "[[tenants]]\nname = \"north\"\n[[dialects]]\nname = \"self-community\"\ntenant = \"north\"\ncommunity_secret = \"0123456789abcdef0123456789abcdef\"\n",
    );
    let ended = place.run(&["config", "check"]);
    assert_eq!(ended.code, 78, "{}", ended.out);
    assert!(ended.err.contains("numbers = true"), "{}", ended.err);
}

#[test]
fn the_doctor_names_all_that_is_missing_before_anything_is_set_up() {
    let ended = Place::new().run(&["doctor"]);
    assert_eq!(ended.code, 1);
    for missing in ["public_url", "mail.smtp_url", "mail.from", "root secret"] {
        let told = |line: &str| line.starts_with("fail  settings") && line.contains(missing);
        assert!(ended.out.lines().any(told), "{missing}: {}", ended.out);
    }
    assert!(line(&ended, "warn", "database").contains("enroll migrate"));
}

#[test]
fn the_doctor_says_of_each_part_how_it_is_and_fails_for_the_mail_server_alone() {
    let place = complete();
    let ended = place.run(&["doctor"]);
    assert_eq!(ended.code, 1, "{}", ended.out);
    for part in [
        "settings",
        "public_url",
        "listen",
        "folder",
        "sqlite",
        "database",
        "keys",
        "tenants",
        "clock",
    ] {
        line(&ended, "ok", part);
    }
    // How long it takes is the machine's business.
    assert!(
        ended.out.contains("a hash of 19456 KiB and 2 passes takes "),
        "{}",
        ended.out
    );
    assert!(line(&ended, "warn", "trusted_proxies").contains("as one client"));
    assert!(!ended.out.contains("secret_file"), "{}", ended.out);
    assert!(line(&ended, "fail", "mail").contains("mail.smtp_url"));
    assert_eq!(ended.out.matches("\nfail").count(), 1, "{}", ended.out);
    assert!(
        line(&ended, "ok", "keys").contains("no signing key yet"),
        "it makes none"
    );
}

#[test]
fn the_doctors_end_is_true_though_nobody_reads_what_it_says() {
    let ended = complete().run_unread(&["doctor"], "");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("failing: 1"), "{}", ended.err);
}

#[test]
fn the_doctor_is_content_with_a_proxy_that_is_named_and_with_none_where_nobody_needs_one() {
    let place = complete().with("ENROLL_TRUSTED_PROXIES", "10.0.0.0/8");
    assert!(line(&place.run(&["doctor"]), "ok", "trusted_proxies").contains("named"));
    let place = complete().with("ENROLL_PUBLIC_URL", "http://127.0.0.1:8080");
    assert!(line(&place.run(&["doctor"]), "ok", "trusted_proxies").contains("none is named"));
}

/// What lies in a folder beside the secret: the name and the bytes of each file.
fn kept(place: &Place) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap());
    let mut kept: Vec<_> = files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect();
    kept.sort();
    kept
}

#[test]
fn the_doctor_leaves_a_database_as_it_is_with_a_log_and_without() {
    let place = complete();
    assert_eq!(place.run(&["user", "list"]).code, 0);
    let before = kept(&place);
    line(&place.run(&["doctor"]), "ok", "keys");
    assert!(kept(&place) == before, "it keeps a log, and is at rest");

    // As a copy says that was made with a journal of another kind (bytes 18 and 19 of the file format).
    let path = place.path().join("enroll.db");
    let mut bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes[18..20], [2, 2]);
    bytes[18..20].fill(1);
    std::fs::write(&path, bytes).unwrap();
    let before = kept(&place);
    let ended = place.run(&["doctor"]);
    line(&ended, "warn", "sqlite");
    line(&ended, "ok", "keys");
    assert!(kept(&place) == before, "it keeps no log, and gets none");
}

#[test]
fn a_stranger_who_answers_everything_is_no_server_of_ours() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in taken.incoming() {
            let mut stream = stream.unwrap();
            // Whoever only looks whether the port is taken is gone by now.
            let _read = stream.read(&mut [0; 1024]);
            let page = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nwelcome";
            let _written = stream.write_all(page.as_bytes());
        }
    });
    let place = complete().with("ENROLL_LISTEN", &at);
    assert!(line(&place.run(&["doctor"]), "fail", "listen").contains("another program"));
    let ended = place.run(&["doctor", "--ready"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("no server of ours"), "{}", ended.err);
}

#[test]
fn the_doctor_finds_a_secret_that_others_read_and_one_that_opens_nothing() {
    let place = complete();
    assert_eq!(place.run(&["user", "list"]).code, 0);
    let secret = place.path().join("enroll.secret");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "warn", "secret_file").contains("chmod 600"));
    line(&ended, "ok", "keys");

    std::fs::rename(&secret, place.path().join("old.secret")).unwrap();
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "fail", "keys").contains("previous_secret_file"));
    let place = place.with("ENROLL_PREVIOUS_SECRET_FILE", "old.secret");
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "warn", "keys").contains("enroll keys rotate"));
}

#[test]
fn the_doctor_finds_a_taken_port_a_pending_migration_and_a_host_that_is_a_stored_tenants() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    // Whoever has the port answers nothing that is of ours.
    let other = std::thread::spawn(move || drop(taken.accept()));
    let place = complete().with("ENROLL_LISTEN", &at);
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "fail", "listen").contains("another program"));
    other.join().unwrap();

    let place = complete().with("ENROLL_DATABASE_URL", "sqlite:empty.db");
    place.write("empty.db", "");
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "fail", "database").contains("enroll migrate"));

    let place = complete();
    place.write(
        "enroll.toml",
        "[[tenants]]\nname = \"north\"\nhosts = [\"a.example.org\"]\n",
    );
    assert_eq!(place.run(&["user", "list"]).code, 0);
    place.write(
        "enroll.toml",
        "[[tenants]]\nname = \"south\"\nhosts = [\"a.example.org\"]\n",
    );
    let ended = place.run(&["doctor"]);
    assert!(line(&ended, "fail", "tenants").contains("each host chooses one tenant"));
}

#[test]
fn whether_a_server_is_ready_is_asked_of_the_server() {
    let place = complete();
    let ended = place.run(&["doctor", "--ready"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("nothing at "), "{}", ended.err);
}

#[test]
fn a_test_mail_that_nobody_takes_ends_with_69_and_one_to_nobody_with_1() {
    let place = complete();
    let ended = place.run(&["mail", "test", "ada@example.org"]);
    assert_eq!(ended.code, 69, "{}", ended.err);
    assert_eq!(place.run(&["mail", "test", "nobody"]).code, 1);
    assert_eq!(Place::new().run(&["mail", "test", "ada@example.org"]).code, 78);
}
