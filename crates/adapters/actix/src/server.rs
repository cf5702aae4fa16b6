//! The server: binds a port and runs the routes alone, until it is told to stop. No type of actix-web shows.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpServer};
use enroll_application::Enrollment;
use tokio::sync::Notify;

use crate::options::Options;
use crate::{mount, routes};

/// How long a client may take to send its head.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);

/// A port that is bound, and what is to be served there.
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    enrollment: Enrollment,
    options: Options,
    stop: Arc<Notify>,
    grace: Duration,
}

/// Stops a server. Clones stop the same one.
#[derive(Debug, Clone)]
pub struct Handle {
    stop: Arc<Notify>,
    options: Options,
}

impl Handle {
    /// Stops gracefully: draining begins, no connection is accepted any more, and requests that run are answered, within the
    /// server's grace. [`Server::run`] returns when that is done.
    pub fn stop(&self) {
        self.options.draining().begin();
        self.stop.notify_one();
    }
}

impl Server {
    /// Binds a port; connections wait there until [`Server::run`]. With port 0 the system chooses one.
    ///
    /// # Errors
    /// The system's own: no such address, the port is taken, or it may not be had.
    pub fn bind(listen: impl ToSocketAddrs, enrollment: Enrollment, options: Options) -> io::Result<Self> {
        Self::on(TcpListener::bind(listen)?, enrollment, options)
    }

    /// Serves at a port that is bound already; for whoever must know the port before there is an enrollment.
    ///
    /// # Errors
    /// The system's own, if it does not say which port that is.
    pub fn on(listener: TcpListener, enrollment: Enrollment, options: Options) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        let grace = Duration::from_secs(10);
        Ok(Self {
            listener,
            addr,
            enrollment,
            options,
            stop: Arc::new(Notify::new()),
            grace,
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How long requests that run may take after [`Handle::stop`], in whole seconds; 10 by default.
    #[must_use]
    pub const fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// What stops it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle {
            stop: Arc::clone(&self.stop),
            options: self.options.clone(),
        }
    }

    /// Serves until [`Handle::stop`]. It runs within any tokio runtime, on threads of its own, one for each core. Signals are
    /// left to the program.
    ///
    /// # Errors
    /// The system's own, at the start.
    pub async fn run(self) -> io::Result<()> {
        let Self {
            listener,
            enrollment,
            options,
            stop,
            grace,
            ..
        } = self;
        let app = move || {
            App::new()
                .configure(routes(enrollment.clone(), options.clone()))
                .default_service(mount::nothing_here(enrollment.clone(), options.clone()))
        };
        let server = HttpServer::new(app)
            .client_request_timeout(HEAD_PATIENCE)
            .shutdown_timeout(grace.as_secs())
            .disable_signals()
            .listen(listener)?
            .run();
        let handle = server.handle();
        let mut stopping = pin!(async move {
            stop.notified().await;
            handle.stop(true).await;
        });
        let mut server = pin!(server);
        let mut stopped = false;
        std::future::poll_fn(|context| {
            stopped = stopped || stopping.as_mut().poll(context).is_ready();
            server.as_mut().poll(context)
        })
        .await
    }
}
