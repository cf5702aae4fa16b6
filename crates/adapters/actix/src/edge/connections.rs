//! Places for connections: so many in all, and so many for each client, for a connection holds memory and a descriptor before
//! it has said anything.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::client;
use super::proxies::TrustedProxies;

/// How many connections are held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// In all.
    pub total: usize,
    /// From one client: an IPv4 address, or a /64 of IPv6. Trusted proxies are no clients, and bring as many as they like.
    pub per_client: usize,
}

impl Default for Connections {
    /// 8192 in all, 256 from one client.
    fn default() -> Self {
        Self {
            total: 8192,
            per_client: 256,
        }
    }
}

/// Where connections come in. Clones share the places.
#[derive(Clone)]
pub(crate) struct Lobby {
    places: Arc<Mutex<Places>>,
    proxies: TrustedProxies,
    connections: Connections,
}

#[derive(Default)]
struct Places {
    taken: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// A connection for which there was no place. A request that comes over it all the same is not to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// A place, which is free again once this is dropped.
pub(crate) struct Place {
    lobby: Lobby,
    client: Option<IpAddr>,
}

impl Lobby {
    /// With all places free.
    pub(crate) fn new(connections: Connections, proxies: TrustedProxies) -> Self {
        Self {
            places: Arc::default(),
            proxies,
            connections,
        }
    }

    /// Takes a place for a connection from this address.
    ///
    /// # Errors
    /// There is none left, for it or at all.
    pub(crate) fn enter(&self, peer: IpAddr) -> Result<Place, Refused> {
        let client = (!self.proxies.trusts(peer)).then(|| client::network(peer));
        let mut places = self.places();
        if places.taken >= self.connections.total {
            return Err(Refused);
        }
        if let Some(client) = client {
            let held = places.by_client.entry(client).or_default();
            if *held >= self.connections.per_client {
                return Err(Refused);
            }
            *held += 1;
        }
        places.taken += 1;
        drop(places);
        Ok(Place {
            lobby: self.clone(),
            client,
        })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.lobby.places();
        places.taken = places.taken.saturating_sub(1);
        if let Some(client) = self.client
            && let Some(held) = places.by_client.get_mut(&client)
        {
            *held = held.saturating_sub(1);
            if *held == 0 {
                places.by_client.remove(&client);
            }
        }
    }
}

// Addresses are personal.
impl fmt::Debug for Lobby {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Lobby")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Place").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lobby(total: usize, per_client: usize) -> Lobby {
        let proxies = TrustedProxies::parse(["10.0.0.0/8"]).unwrap();
        Lobby::new(Connections { total, per_client }, proxies)
    }

    fn enter(lobby: &Lobby, peer: &str) -> Option<Place> {
        lobby.enter(peer.parse().unwrap()).ok()
    }

    #[test]
    fn a_client_has_so_many_places_and_gets_them_back() {
        let lobby = lobby(100, 2);
        let held: Vec<_> = ["2001:db8::1", "2001:db8::2", "2001:db8::3"]
            .map(|peer| enter(&lobby, peer))
            .into();
        assert_eq!(held.iter().flatten().count(), 2);
        assert!(enter(&lobby, "192.0.2.1").is_some());
        drop(held);
        assert!(enter(&lobby, "2001:db8::4").is_some());
        assert!(lobby.places().by_client.is_empty() && lobby.places().taken == 0);
    }

    #[test]
    fn a_trusted_proxy_has_as_many_as_there_are() {
        let lobby = lobby(5, 2);
        let held: Vec<_> = (0..6).map(|_| enter(&lobby, "10.0.0.2")).collect();
        assert_eq!(held.iter().flatten().count(), 5);
        assert!(enter(&lobby, "192.0.2.1").is_none());
    }
}
