//! What the program around this adapter gives it: hooks, because an adapter never knows another adapter.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::dialects::Binding;
use crate::edge::{Connections, Edge, Limits, Origins, TrustedProxies};

type Check = dyn Fn() -> Pin<Box<dyn Future<Output = Vec<String>> + Send>> + Send + Sync;
type Metrics = dyn Fn() -> String + Send + Sync;
type Mailbox = dyn Fn() -> Vec<MailShown> + Send + Sync;

/// What surrounds the adapter. By default there is nothing: `/readyz` asks the store alone, `/metrics` and `/dev/mailbox` answer
/// 404, nothing drains, nothing is limited but the number of connections, no proxy is trusted, and no other origin's scripts read
/// answers.
///
/// ```
/// use enroll_actix::{Draining, Limits, Options, Origins, TrustedProxies};
///
/// let draining = Draining::new();
/// let options = Options::new()
///     .with_readiness(|| async { vec!["mail: the server refuses our name".to_owned()] })
///     .with_metrics(|| "# no metrics yet\n".to_owned())
///     .with_draining(draining.clone())
///     .with_limits(Limits::default())
///     .with_trusted_proxies(TrustedProxies::parse(["10.0.0.0/8"]).unwrap())
///     .with_origins(Origins::parse(["https://app.example.org"]).unwrap());
/// draining.begin();
/// ```
#[derive(Clone, Default)]
pub struct Options {
    check: Option<Arc<Check>>,
    metrics: Option<Arc<Metrics>>,
    mailbox: Option<Arc<Mailbox>>,
    draining: Draining,
    dialects: Vec<Arc<Binding>>,
    edge: Edge,
}

impl Options {
    /// Nothing but the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks this check too before `/readyz` says that the server is ready. It answers what is out of order, a line each, or
    /// nothing; the lines are public.
    #[must_use]
    pub fn with_readiness<F>(mut self, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        self.check = Some(Arc::new(move || Box::pin(check())));
        self
    }

    /// Serves what this renders at `/metrics`, in the Prometheus text format.
    #[must_use]
    pub fn with_metrics(mut self, render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.metrics = Some(Arc::new(render));
        self
    }

    /// Shows these mails, the newest last, at `/dev/mailbox`, to the loopback alone. For development.
    #[must_use]
    pub fn with_mailbox(mut self, list: impl Fn() -> Vec<MailShown> + Send + Sync + 'static) -> Self {
        self.mailbox = Some(Arc::new(list));
        self
    }

    /// Serves an existing contract beside our own API. Of two bindings that claim the same path, the first one has it.
    #[must_use]
    pub fn with_dialect(mut self, binding: Binding) -> Self {
        self.dialects.push(Arc::new(binding));
        self
    }

    /// Answers 503 at `/readyz` once this has begun.
    #[must_use]
    pub fn with_draining(mut self, draining: Draining) -> Self {
        self.draining = draining;
        self
    }

    /// Answers 429 where a client, a tenant or an account asks too often for what costs something. Clones of these options share
    /// the count.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.edge.limit(limits);
        self
    }

    /// Takes these proxies' word about who their clients are.
    #[must_use]
    pub fn with_trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.edge.proxies = proxies;
        self
    }

    /// Lets the scripts of these origins call the API and the contracts, and read what they are answered.
    #[must_use]
    pub fn with_origins(mut self, origins: Origins) -> Self {
        self.edge.origins = origins;
        self
    }

    /// Holds so many connections. For [`Server`](crate::Server) alone: an app of your own holds its connections itself.
    #[must_use]
    pub const fn with_connections(mut self, connections: Connections) -> Self {
        self.edge.connections = connections;
        self
    }

    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    pub(crate) fn dialects(&self) -> &[Arc<Binding>] {
        &self.dialects
    }

    pub(crate) fn draining(&self) -> &Draining {
        &self.draining
    }

    pub(crate) async fn out_of_order(&self) -> Vec<String> {
        match &self.check {
            Some(check) => check().await,
            None => Vec::new(),
        }
    }

    pub(crate) fn metrics(&self) -> Option<String> {
        self.metrics.as_ref().map(|render| render())
    }

    pub(crate) fn mailbox(&self) -> Option<Vec<MailShown>> {
        self.mailbox.as_ref().map(|list| list())
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Options")
            .field("check", &self.check.is_some())
            .field("metrics", &self.metrics.is_some())
            .field("mailbox", &self.mailbox.is_some())
            .field("dialects", &self.dialects)
            .field("draining", &self.draining)
            .field("edge", &self.edge)
            .finish()
    }
}

/// Whether the server is about to stop: it still serves, but wants no new work. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// Not yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins to drain. There is no way back.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether draining has begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A mail, as the development mailbox shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailShown {
    /// Its id.
    pub id: String,
    /// To whom it was sent.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text part.
    pub text: String,
    /// Its HTML part.
    pub html: String,
}

impl fmt::Debug for MailShown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MailShown")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
