//! PostgreSQL's own bench: what the server does where nobody but it works.

use std::fs;
use std::process::Command;
use std::time::Duration;

use enroll_tests::requirement::on_path;
use tempfile::TempDir;

/// A user and a message, with the keys that the real ones have.
const TABLES: &str = "CREATE TABLE people (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, password text NOT NULL, made_at bigint NOT NULL);
CREATE TABLE messages (id uuid PRIMARY KEY, person uuid NOT NULL, what text NOT NULL, made_at bigint NOT NULL);";

/// Both in one statement.
const STATEMENT: &str = "\\set number random(1, 1000000000000000)
WITH person AS (INSERT INTO people VALUES (gen_random_uuid(), 'person.' || :number || '@example.org', \
repeat('x', 97), 1795392000000000) RETURNING id) \
INSERT INTO messages SELECT gen_random_uuid(), id, 'activation', 1795392000000000 FROM person;
";

/// A database that is set up for it.
pub(crate) struct PgBench {
    url: String,
    folder: TempDir,
}

impl PgBench {
    /// Why it cannot run, if it cannot.
    pub(crate) fn missing() -> Option<String> {
        let all = ["pgbench", "psql"].iter().all(|program| on_path(program).is_some());
        (!all).then(|| "pgbench and psql are not both installed".to_owned())
    }

    pub(crate) fn on(url: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("statement.sql"), STATEMENT).unwrap();
        said_by(Command::new("psql").args(["-q", "-X", "-d", url, "-c", TABLES]));
        Self {
            url: url.to_owned(),
            folder,
        }
    }

    /// Transactions in a second.
    pub(crate) fn run(&self, clients: usize, span: Duration) -> f64 {
        let said = said_by(
            Command::new("pgbench")
                .args(["-n", "-M", "prepared", "-j", "1", "-f", "statement.sql"])
                .args(["-c", &clients.to_string(), "-T", &span.as_secs().to_string()])
                .arg(&self.url)
                .current_dir(self.folder.path()),
        );
        let line = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let figure = line.and_then(|rest| rest.split(' ').next());
        figure.unwrap_or_else(|| panic!("no rate in {said}")).parse().unwrap()
    }
}

fn said_by(command: &mut Command) -> String {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}
