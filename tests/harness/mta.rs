//! A mail server as people run one: Exim, with settings, a spool and a Maildir of its own, which takes mail for everybody over
//! STARTTLS. It is stopped when dropped.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::port;
use crate::requirement::on_path;
use crate::until::until;

/// The user that Exim is built for, in Debian; root's own mail it would not deliver.
const USER: &str = "Debian-exim";

/// The settings, but for paths.
const SETTINGS: &str = r"
primary_hostname = mta.example.org
qualify_domain = mta.example.org
local_interfaces = 127.0.0.1
keep_environment =
acl_smtp_rcpt = encrypted
acl_smtp_data = anything
tls_advertise_hosts = *

begin acl
encrypted:
  deny
    !encrypted = *
    message = STARTTLS first
  accept
anything:
  accept

begin routers
everybody:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  create_directory
  envelope_to_add
";

/// A mail server that runs.
#[derive(Debug)]
pub struct Mta {
    running: Child,
    port: u16,
    folder: TempDir,
}

/// What is missing for one, if anything is.
#[must_use]
pub fn missing() -> Option<String> {
    if exim().is_none() {
        return Some("exim4 is not installed".to_owned());
    }
    if on_path("python3").is_none() {
        return Some("python3, which reads its mails, is not installed".to_owned());
    }
    unprivileged().err()
}

fn exim() -> Option<PathBuf> {
    let system = PathBuf::from("/usr/sbin/exim4");
    on_path("exim4").or_else(|| Some(system).filter(|path| path.is_file()))
}

/// As whom it runs: its own user where we are root, we ourselves otherwise.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    if fs::metadata("/proc/self").is_ok_and(|process| process.uid() != 0) {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let entry = users.lines().find(|line| line.split(':').next() == Some(USER));
    let mut ids = entry
        .into_iter()
        .flat_map(|entry| entry.split(':').skip(2))
        .map_while(|id| id.parse().ok());
    match (ids.next(), ids.next()) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        (None | Some(_), _) => Err(format!("exim4 does not run as root, and there is no user {USER}")),
    }
}

impl Mta {
    /// Starts one, and waits until it listens.
    ///
    /// # Panics
    /// When none is installed; see [`missing`].
    pub async fn start() -> Self {
        let (exim, port, folder) = (exim().expect("exim4"), port::free(), TempDir::new().unwrap());
        set_up(folder.path(), &exim);
        let mut command = Command::new(exim);
        command
            .arg("-C")
            .arg(folder.path().join("exim.conf"))
            .args(["-bdf", "-oX", &format!("127.0.0.1.{port}")])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((user, group)) = unprivileged().unwrap() {
            command.uid(user).gid(group);
        }
        let running = command.spawn().unwrap();
        until("the mail server to listen", || async {
            TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop)
        })
        .await;
        Self { running, port, folder }
    }

    /// Where it is reached, by STARTTLS alone.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://localhost:{}?tls=required", self.port)
    }

    /// The certificate of the authority that vouches for it.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The files of the mails that it delivered to an address.
    #[must_use]
    pub fn delivered(&self, address: &str) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.path().join("mail/new")) else {
            return Vec::new();
        };
        let line = format!("Envelope-to: {address}");
        let files = entries.map(|entry| entry.unwrap().path());
        files
            .filter(|file| fs::read_to_string(file).unwrap().lines().any(|found| found == line))
            .collect()
    }

    /// What it says of the mails that went through it.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("mainlog")).unwrap_or_default()
    }
}

impl Drop for Mta {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is left.
        let _killed = self.running.kill();
        let _ended = self.running.wait();
    }
}

/// Writes its settings and certificates, for the user that it runs as.
fn set_up(folder: &Path, exim: &Path) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let named = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = named.signed_by(&key, &authority).unwrap();
    let at = folder.display();
    let paths = format!(
        "exim_path = {}\nspool_directory = {at}/spool\nlog_file_path = {at}/%slog\npid_file_path = {at}/exim.pid\n\
         tls_certificate = {at}/certificate.pem\ntls_privatekey = {at}/key.pem\n",
        exim.display()
    );
    let files = [
        ("exim.conf", format!("{paths}{SETTINGS}  directory = {at}/mail\n")),
        ("authority.pem", authority.pem()),
        ("certificate.pem", certificate.pem()),
        ("key.pem", key.serialize_pem()),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    if let Some((user, group)) = unprivileged().unwrap() {
        for path in ["", "exim.conf", "certificate.pem", "key.pem"] {
            chown(folder.join(path), Some(user), Some(group)).unwrap();
        }
    }
}
