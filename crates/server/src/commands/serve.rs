//! `enroll serve`: the HTTP API and the pages, with the relay and the housekeeping beside them.

use std::collections::BTreeSet;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use enroll::adapters::actix::{Draining, Options, Server};
use enroll::ports::repository::Channel;
use enroll::ports::system::Entropy as _;
use enroll::{Relay, Running, SystemEntropy};

use crate::banner::{Banner, Limited, Mails};
use crate::bound_tenants::{self, Flaw};
use crate::command_line::{Migrating, Serve};
use crate::descriptors;
use crate::drain::{self, Signals};
use crate::exit::{Exit, Failure};
use crate::logging::{self, Who};
use crate::settings::{Mode, Purpose, Settings};
use crate::sources::Sources;
use crate::wiring::{self, Pending, Wired};
use crate::{metrics, output};

/// How long everything that runs may take to end.
pub(super) const GRACE: Duration = Duration::from_secs(30);

/// For how long the server says that it is not ready before it stops to accept: whoever sends it requests must hear of it.
const ANNOUNCEMENT: Duration = Duration::from_secs(1);

/// Serves until a signal comes.
///
/// # Errors
/// The settings are of no use, the port or the database cannot be had, or a second signal came.
pub(super) fn run(asked: &Serve, sources: Sources) -> Result<(), Failure> {
    let sources = sources.listening(asked.listen.clone());
    let runtime = super::runtime()?;
    let settings = Settings::read(&sources, asked.mode(), Purpose::Serving)?;
    logging::begin(settings.log, Who::Server, &sources)?;
    settings.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let ended = runtime.block_on(serve(settings, asked.mode(), asked.migrating()));
    runtime.shutdown_timeout(Duration::from_millis(100));
    ended
}

async fn serve(settings: Settings, mode: Mode, migrating: Migrating) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let (listener, bound) = listen(settings.listen)?;
    let pending = match (migrating, mode) {
        (Migrating::Never, _) => Pending::Stop,
        (Migrating::AsUsual, Mode::Development) => Pending::Apply,
        (Migrating::AsUsual, Mode::Production) if wiring::is_file(&settings.database_url) => Pending::Apply,
        (Migrating::AsUsual, Mode::Production) => Pending::Stop,
    };
    let store = tokio::task::block_in_place(|| wiring::open_store(&settings.database_url, pending))?;
    let (public_url, database) = (settings.public_url_at(bound), settings.database_url.without_password());
    let wired = wiring::wire(settings, store, public_url.clone())?;
    wiring::prepare(&wired.enroll).await?;
    see_tenants(&wired)?;

    let contracts: BTreeSet<_> = wired.dialects.iter().map(|binding| binding.dialect().name()).collect();
    let contracts: Vec<_> = contracts.into_iter().collect();
    let banner = Banner {
        public_url: &public_url,
        listens: &bound.to_string(),
        database: &database,
        contracts: &contracts,
        limits: if wired.edge.limits.is_some() {
            Limited::Everybody
        } else {
            Limited::Nobody
        },
    };
    let mails = if wired.mailbox.is_some() {
        Mails::Mailbox
    } else {
        Mails::Server
    };
    let said = match mode {
        Mode::Development => banner.for_trying_out(mails, newcomer()?),
        Mode::Production => banner.in_earnest(),
    };
    let draining = Draining::new();
    let server = Server::on(listener, wired.enroll.enrollment().clone(), options(&wired, &draining)?)
        .map_err(|error| Failure::new(Exit::Io, format!("{bound} cannot be listened at: {error}")))?
        .with_grace(GRACE);
    let running = wired.enroll.start();
    // Whoever started it without an output still has the logs.
    let _unsaid = output::write(&said);
    tracing::info!(listen = %bound, "serving");
    let stop = Stop {
        draining,
        running,
        announcement: if mode == Mode::Production {
            ANNOUNCEMENT
        } else {
            Duration::ZERO
        },
    };
    run_until_told(server, stop, &mut signals).await
}

fn listen(at: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let bound = TcpListener::bind(at).and_then(|listener| listener.local_addr().map(|bound| (listener, bound)));
    bound.map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::AddrInUse => {
                let other = SocketAddr::new(at.ip(), at.port().wrapping_add(1));
                format!("{at} is taken by another program: stop that, or listen elsewhere: --listen {other}")
            }
            io::ErrorKind::PermissionDenied => {
                format!("{at} may not be listened at: choose a port above 1023 with --listen")
            }
            io::ErrorKind::AddrNotAvailable => {
                format!("{at} is no address of this machine: choose another with --listen")
            }
            _ => format!("{at} cannot be listened at: {error}"),
        };
        Failure::new(Exit::Io, what)
    })
}

/// Sees that every contract is bound to a tenant that there is.
fn see_tenants(wired: &Wired) -> Result<(), Failure> {
    let flaws = bound_tenants::among_known(&wired.dialects, wired.enroll.enrollment());
    if flaws.is_empty() {
        Ok(())
    } else {
        Err(Failure::of_all(
            Exit::Configuration,
            flaws.iter().map(Flaw::told).collect(),
        ))
    }
}

fn options(wired: &Wired, draining: &Draining) -> Result<Options, Failure> {
    let handle = metrics::begin()?;
    tokio::spawn(metrics::keep(wired.enroll.clone(), handle.clone()));
    let hashing = Arc::clone(&wired.hashing);
    let relay = wired.enroll.relay().clone();
    let options = Options::new()
        .with_draining(draining.clone())
        .with_metrics(move || metrics::render(&handle, &hashing))
        .with_readiness(move || {
            let held_up = held_up(&relay);
            async move { held_up }
        });
    let options = wired.edge.clone().applied(options, descriptors::raise());
    let options = wired.dialects.iter().cloned().fold(options, Options::with_dialect);
    Ok(match &wired.mailbox {
        Some(mailbox) => enroll::with_mailbox(options, mailbox),
        None => options,
    })
}

/// What keeps messages from going out. Why stands in the log, for this is public.
fn held_up(relay: &Relay) -> Vec<String> {
    let lines = relay.undelivered().into_iter().map(|paused| match paused.channel {
        Channel::Mail => "mail: nothing goes out as the mail server is set up; the log says why".to_owned(),
        Channel::Provisioning => {
            "provisioning: nothing goes out as the provider is set up; the log says why".to_owned()
        }
    });
    lines.collect()
}

/// Makes the address in the example another one at each start.
fn newcomer() -> Result<u16, Failure> {
    let mut bytes = [0; 2];
    SystemEntropy
        .fill(&mut bytes)
        .map_err(|error| Failure::new(Exit::Failed, format!("the system draws no random bytes: {error}")))?;
    Ok(u16::from_le_bytes(bytes))
}

/// What is stopped when the server is.
struct Stop {
    draining: Draining,
    running: Running,
    announcement: Duration,
}

async fn run_until_told(server: Server, stop: Stop, signals: &mut Signals) -> Result<(), Failure> {
    let handle = server.handle();
    let mut serving = pin!(server.run());
    let broken = |ended: io::Result<()>| {
        let why = ended
            .err()
            .map_or_else(|| "by itself".to_owned(), |error| error.to_string());
        Failure::new(Exit::Failed, format!("the server ended: {why}"))
    };
    tokio::select! {
        ended = &mut serving => return Err(broken(ended)),
        () = signals.next() => {}
    }
    tracing::info!("ending: what runs is let through");
    stop.draining.begin();
    let drained = async {
        tokio::select! {
            ended = &mut serving => return ended,
            () = tokio::time::sleep(stop.announcement) => handle.stop(),
        }
        serving.await
    };
    // Together, so that a request that takes all of the time leaves no mail on its way to be cut.
    let ending = async { tokio::join!(drained, stop.running.stop()) };
    tokio::select! {
        ended = tokio::time::timeout(GRACE + stop.announcement, ending) => {
            match ended {
                Ok((Ok(()), ())) => {}
                Ok((Err(error), ())) => tracing::warn!(%error, "the server did not end well"),
                Err(_elapsed) => tracing::warn!("something took too long to end, and was cut short"),
            }
            Ok(())
        }
        () = signals.next() => Err(drain::cut_short()),
    }
}
