//! What can be seen on this machine alone: addresses, the port, and what a hash costs.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use enroll::adapters::passwords::{HashingPool, HashingSettings};
use enroll::causes;
use enroll::domain::password::Password;
use enroll::ports::credentials::PasswordHasher as _;

use super::ready;
use super::report::Report;
use crate::exit::Failure;
use crate::settings::{PROXIES, Settings, reachable};

/// Longer than this, a sign-in is a wait.
const LONG: Duration = Duration::from_secs(1);

/// Where people reach the pages.
pub(super) fn public_url(url: &str, report: &mut Report) -> Result<(), Failure> {
    if url.starts_with("https://") {
        return report.ok(
            "public_url",
            &format!("{url}: mails lead there, so it has to lead here"),
        );
    }
    report.warn(
        "public_url",
        &format!("{url} is not encrypted: have a proxy speak TLS, and write https"),
    )
}

/// Whether clients are told apart.
pub(super) fn trusted_proxies(settings: &Settings, report: &mut Report) -> Result<(), Failure> {
    let warned = settings.warnings.iter().find(|warning| warning.key == PROXIES);
    match (warned, &settings.edge.proxies) {
        (Some(warning), _) => report.warn(PROXIES, &warning.text),
        (None, Some(_)) => report.ok(PROXIES, "the proxies that are named say who the client is"),
        (None, None) => report.ok(PROXIES, "none is named: whoever connects is the client"),
    }
}

/// Whether the port can be had.
pub(super) fn listen(at: SocketAddr, report: &mut Report) -> Result<(), Failure> {
    match TcpListener::bind(at) {
        Ok(_free) => report.ok("listen", &format!("{at} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && ready::answers(reachable(at)) => {
            report.ok("listen", &format!("a server answers at {at}"))
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => report.fail(
            "listen",
            &format!("{at} is taken by another program: stop that, or set listen"),
        ),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => report.fail(
            "listen",
            &format!("{at} may not be listened at: choose a port above 1023"),
        ),
        Err(error) => report.fail("listen", &format!("{at} cannot be listened at: {error}; set listen")),
    }
}

/// What a hash costs here.
pub(super) async fn hashing(settings: &HashingSettings, report: &mut Report) -> Result<(), Failure> {
    let alone = HashingSettings {
        threads: 1,
        ..settings.clone()
    };
    let measured = async {
        let pool = HashingPool::new(&alone).map_err(|error| causes(&error))?;
        let password = Password::parse("anything").map_err(|_rule| "no password can be read".to_owned())?;
        // The first one takes the memory; those after it find it there.
        pool.verify_absent(password.clone())
            .await
            .map_err(|error| causes(&error))?;
        let begun = Instant::now();
        pool.verify_absent(password).await.map_err(|error| causes(&error))?;
        Ok::<_, String>(begun.elapsed())
    };
    let (memory, passes, threads) = (settings.memory_kib, settings.passes, settings.threads);
    match measured.await {
        Ok(took) => {
            let found = format!(
                "a hash of {memory} KiB and {passes} passes takes {} ms; {threads} at once hold {} MiB",
                took.as_millis(),
                u64::from(memory).saturating_mul(u64::try_from(threads).unwrap_or(u64::MAX)) / 1024
            );
            if took > LONG {
                report.warn(
                    "hashing",
                    &format!("{found}: people wait for that; lower [hashing], or find a faster machine"),
                )
            } else {
                report.ok("hashing", &found)
            }
        }
        Err(error) => report.fail("hashing", &format!("{error}; look at [hashing]")),
    }
}
