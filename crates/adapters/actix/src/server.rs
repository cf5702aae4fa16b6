//! The server: binds a port and runs the routes alone, until it is told to stop. No type of actix-web shows.

use std::any::Any;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpServer};
use enroll_application::Enrollment;
use socket2::SockRef;
use tokio::sync::Notify;

use crate::edge::{AFTER_REFUSAL, Lobby};
use crate::options::Options;
use crate::problem::{MEDIA_TYPE, Problem, seconds};
use crate::{mount, routes};

/// How long a client may take to send its head.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);

/// How long a client may leave unread what it was sent.
const READ_PATIENCE: Duration = Duration::from_secs(30);

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
        let reception = Reception::new(enrollment.clone(), &options);
        let app = move || {
            App::new()
                .configure(routes(enrollment.clone(), options.clone()))
                .default_service(mount::nothing_here(enrollment.clone(), options.clone()))
        };
        let server = HttpServer::new(app)
            .client_request_timeout(HEAD_PATIENCE)
            .on_connect(move |stream, data| reception.receive(stream, data))
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

/// Where connections come in, before they have said anything.
struct Reception {
    lobby: Lobby,
    enrollment: Enrollment,
}

impl Reception {
    fn new(enrollment: Enrollment, options: &Options) -> Self {
        let edge = options.edge();
        Self {
            lobby: Lobby::new(edge.connections, edge.proxies.clone()),
            enrollment,
        }
    }

    /// Gives a connection its place. Without one it is told so, and closed.
    fn receive(&self, stream: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else {
            return;
        };
        let socket = SockRef::from(stream);
        // Where the system does not know of it, such a client waits for nobody but itself.
        let _unknown = socket.set_tcp_user_timeout(Some(READ_PATIENCE));
        // Whoever is gone by now has no address any more.
        let Ok(peer) = stream.peer_addr() else { return };
        match self.lobby.enter(peer.ip()) {
            Ok(place) => drop(data.insert(place)),
            Err(refused) => {
                metrics::counter!("enroll_http_connections_refused_total").increment(1);
                // Whether it arrives or not, there is nothing more to be done for it.
                let _unheard = socket.send(&self.refusal());
                let _gone = socket.shutdown(Shutdown::Both);
                data.insert(refused);
            }
        }
    }

    fn refusal(&self) -> Vec<u8> {
        let body = Problem::busy(AFTER_REFUSAL).document(self.enrollment.request_id());
        let head = format!(
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {}\r\nretry-after: {}\r\n\
             cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n",
            body.len(),
            seconds(AFTER_REFUSAL),
        );
        [head.into_bytes(), body].concat()
    }
}
