//! What is left after the faults: the rows of the database and the mails that came, read from outside. It is judged elsewhere.

use enroll_tests::smtp_catcher::{Mail, SmtpCatcher};
use mail_parser::MessageParser;

use crate::database::Database;

/// Who exists: a registration that waits for its link, or a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) id: String,
    /// `attempt`, or the state of a user.
    pub(crate) state: String,
    pub(crate) email: String,
    /// Whether the audit knows of it.
    pub(crate) audited: usize,
}

/// A mail that is, or was, to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) status: String,
    /// The address of what it is about; nothing if that is not there.
    pub(crate) email: String,
    pub(crate) fence: usize,
}

/// A mail that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// The id of the message, as the database writes it.
    pub(crate) message: String,
    pub(crate) to: String,
    /// The token of its link.
    pub(crate) token: String,
}

/// Everything.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) subjects: Vec<Subject>,
    /// Tenant, kind and key of every identifier that somebody holds.
    pub(crate) identifiers: Vec<Vec<String>>,
    pub(crate) intents: Vec<Intent>,
    pub(crate) mails: Vec<Arrived>,
}

const SUBJECTS: &str = "
    SELECT hex(a.id) || '|attempt|' || a.email_key || '|' || (SELECT count(*) FROM audit WHERE subject_id = a.id) AS line
    FROM attempts a
    UNION ALL
    SELECT hex(u.id) || '|' || u.state || '|' || coalesce(i.key, '') || '|' ||
        (SELECT count(*) FROM audit WHERE subject_id = u.id) AS line
    FROM users u
    LEFT JOIN (SELECT DISTINCT tenant_id, user_id, key FROM identifiers WHERE kind = 'email') i
        ON i.tenant_id = u.tenant_id AND i.user_id = u.id";

const IDENTIFIERS: &str = "SELECT hex(tenant_id) || '|' || kind || '|' || key AS line FROM identifiers";

const INTENTS: &str = "
    SELECT hex(o.id) || '|' || o.status || '|' || coalesce(p.email_key, '') || '|' || o.fence AS line
    FROM outbox o LEFT JOIN proofs p ON p.tenant_id = o.tenant_id AND p.id = o.proof_id
    WHERE o.channel = 'mail'";

/// What the audit is asked by, for each subject. The product never asks so, and has no index for it.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS audit_by_subject ON audit (subject_id)";

impl Evidence {
    /// Reads all of it.
    pub(crate) fn read(database: &mut Database, mails: &SmtpCatcher) -> Self {
        database.run(INDEX);
        Self {
            mails: mails.received().iter().map(Arrived::read).collect(),
            ..Self::read_rows(database)
        }
    }

    /// Reads the rows alone.
    pub(crate) fn read_rows(database: &mut Database) -> Self {
        let subject = |row: Vec<String>| Subject {
            id: row[0].clone(),
            state: row[1].clone(),
            email: row[2].clone(),
            audited: row[3].parse().unwrap(),
        };
        let intent = |row: Vec<String>| Intent {
            id: row[0].clone(),
            status: row[1].clone(),
            email: row[2].clone(),
            fence: row[3].parse().unwrap_or_default(),
        };
        Self {
            subjects: database.rows(SUBJECTS).into_iter().map(subject).collect(),
            identifiers: database.rows(IDENTIFIERS),
            intents: database.rows(INTENTS).into_iter().map(intent).collect(),
            mails: Vec::new(),
        }
    }
}

impl Arrived {
    /// Reads a mail as a mail program does.
    pub(crate) fn read(mail: &Mail) -> Self {
        let parsed = MessageParser::default().parse(&mail.raw).unwrap();
        let id = parsed.message_id().unwrap().split('@').next().unwrap().replace('-', "");
        let text = parsed.body_text(0).unwrap();
        let link = text.split_once("?token=").map_or("", |(_, rest)| rest);
        let of_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        Self {
            message: id.to_ascii_uppercase(),
            to: mail.recipients.concat(),
            token: link.chars().take_while(of_token).collect(),
        }
    }
}
