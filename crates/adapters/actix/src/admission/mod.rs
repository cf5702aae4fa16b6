//! Admission: whom the edge lets in, and how often, before any use case hears of it. In here stand the addresses of clients,
//! the proxies that may speak for them, the budgets that guesses and mails are paid from, the places for connections, and the
//! origins whose scripts may read answers. What is asked for, and by whom, is the handlers' to say.

mod client;
mod connections;
mod cost;
mod forwarded;
mod identity;
mod limits;
mod origins;
mod proxies;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use enroll_domain::id::TenantId;

pub use connections::Connections;
pub(crate) use connections::{Lobby, Refused};
pub(crate) use cost::Cost;
use limits::Budgets;
pub use limits::Limits;
pub(crate) use origins::PREFLIGHT;
pub use origins::{Origins, OriginsError};
pub use proxies::{ForwardedHeader, ProxiesError, TrustedProxies};

/// How long a request may take from its head to its answer; beyond it the client is told to come again.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// When somebody for whom there was no place may come again.
pub(crate) const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// When a request that took too long may be sent again.
pub(crate) const AFTER_DEADLINE: Duration = Duration::from_secs(5);

/// What decides about admission. Clones share the budgets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Admission {
    pub(crate) proxies: TrustedProxies,
    pub(crate) origins: Origins,
    pub(crate) connections: Connections,
    budgets: Option<Arc<Budgets>>,
}

/// A budget is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent {
    /// When there is something in it again.
    pub(crate) retry_after: Duration,
}

impl Admission {
    /// Gives out new budgets.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.budgets = Some(Arc::new(Budgets::new(limits)));
    }

    /// The address of whoever sent a request: the other end of the connection, or whom a trusted proxy there names.
    pub(crate) fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip();
        Some(self.proxies.client(peer, request.headers()))
    }

    /// Takes what a request costs from the budgets of its client and of its tenant.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn admit(&self, cost: Cost, request: &HttpRequest, tenant: Option<TenantId>) -> Result<(), Spent> {
        let Some(budgets) = self.budgets.as_ref().filter(|_| cost != Cost::Free) else {
            return Ok(());
        };
        // Without a connection there is no address, and all such requests are one client's.
        let client = self.client(request).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        budgets.of_client(cost, client::network(client))?;
        tenant.map_or(Ok(()), |tenant| budgets.of_tenant(cost, tenant))
    }

    /// Takes what a request costs from the budget of the account that it names, whether there is one or not.
    ///
    /// # Errors
    /// It is spent.
    pub(crate) fn admit_account(&self, cost: Cost, tenant: TenantId, named: &str) -> Result<(), Spent> {
        match &self.budgets {
            Some(budgets) if cost != Cost::Free => budgets.of_account(cost, tenant, &identity::key(named)),
            Some(_) | None => Ok(()),
        }
    }
}
