//! The edge: proxies, origins and limits, as the settings write them.

use std::num::NonZeroU32;

use config::Value;
use enroll::adapters::actix::{Connections, ForwardedHeader, Limits, Options, Origins, TrustedProxies};

use super::layers::Origin;
use super::reader::Reader;
use super::{Mode, Warning};

/// Whom the edge lets in, and how often.
#[derive(Debug, Clone, Default)]
pub(crate) struct EdgeSettings {
    /// How often costly things may be asked for; as often as anybody likes where it is not there.
    pub(crate) limits: Option<Limits>,
    /// Who speaks for others.
    pub(crate) proxies: Option<TrustedProxies>,
    /// Whose scripts read answers.
    pub(crate) origins: Origins,
    /// How many connections are held.
    pub(crate) connections: Connections,
}

impl EdgeSettings {
    /// The options of a server of which at most `descriptors` files and connections can be open at once.
    pub(crate) fn applied(self, options: Options, descriptors: Option<usize>) -> Options {
        let total = descriptors.map_or(self.connections.total, |most| {
            self.connections
                .total
                .min(most.saturating_sub(OTHER_DESCRIPTORS).max(1))
        });
        let connections = Connections {
            total,
            ..self.connections
        };
        let options = options.with_origins(self.origins).with_connections(connections);
        let options = match self.proxies {
            Some(proxies) => options.with_trusted_proxies(proxies),
            None => options,
        };
        match self.limits {
            Some(limits) => options.with_limits(limits),
            None => options,
        }
    }
}

/// The key that names who speaks for others.
pub(crate) const PROXIES: &str = "trusted_proxies";

/// The descriptors that databases, mail servers, files and logs may need beside connections.
pub(crate) const OTHER_DESCRIPTORS: usize = 128;

/// What holds where nothing is set: `--dev` limits nobody, for everything comes from one address there.
pub(super) fn built_in(mode: Mode) -> Vec<(&'static str, Value, Origin)> {
    let (limits, connections) = (Limits::default(), Connections::default());
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let numbers = [
        ("limits.client_per_minute", u64::from(limits.client_per_minute.get())),
        ("limits.account_per_hour", u64::from(limits.account_per_hour.get())),
        ("limits.tenant_per_minute", u64::from(limits.tenant_per_minute.get())),
        ("limits.connections", count(connections.total)),
        ("limits.connections_per_client", count(connections.per_client)),
    ];
    let enabled = match mode {
        Mode::Development => (Value::new(None, false), Origin::Development),
        Mode::Production => (Value::new(None, true), Origin::BuiltIn),
    };
    let numbers = numbers.map(|(name, number)| (name, Value::new(None, number), Origin::BuiltIn));
    let (value, origin) = enabled;
    numbers.into_iter().chain([("limits.enabled", value, origin)]).collect()
}

/// Reads the settings; what is wrong is noted.
pub(super) fn read(reader: &mut Reader<'_>) -> EdgeSettings {
    let proxies = proxies(reader);
    let origins = reader.texts("cors_origins");
    let origins = Origins::parse(origins).unwrap_or_else(|error| {
        reader.reject("cors_origins", &error.to_string());
        Origins::default()
    });
    let usual = (Limits::default(), Connections::default());
    let limits = Limits {
        client_per_minute: positive(reader, "limits.client_per_minute").unwrap_or(usual.0.client_per_minute),
        account_per_hour: positive(reader, "limits.account_per_hour").unwrap_or(usual.0.account_per_hour),
        tenant_per_minute: positive(reader, "limits.tenant_per_minute").unwrap_or(usual.0.tenant_per_minute),
    };
    let mut places = |name, usual| match positive(reader, name) {
        Some(number) => usize::try_from(number.get()).unwrap_or(usize::MAX),
        None => usual,
    };
    let connections = Connections {
        total: places("limits.connections", usual.1.total),
        per_client: places("limits.connections_per_client", usual.1.per_client),
    };
    EdgeSettings {
        limits: reader.flag("limits.enabled").then_some(limits),
        proxies,
        origins,
        connections,
    }
}

fn positive(reader: &mut Reader<'_>, name: &str) -> Option<NonZeroU32> {
    let number = NonZeroU32::new(reader.whole(name)?);
    if number.is_none() {
        reader.reject(name, "it must be at least 1; enabled = false turns the limits off");
    }
    number
}

fn proxies(reader: &mut Reader<'_>) -> Option<TrustedProxies> {
    let header = match reader.text("forwarded_header") {
        None => Some(ForwardedHeader::default()),
        Some(name) if name.eq_ignore_ascii_case("x-forwarded-for") => Some(ForwardedHeader::XForwardedFor),
        Some(name) if name.eq_ignore_ascii_case("forwarded") => Some(ForwardedHeader::Forwarded),
        Some(_) => None,
    };
    if header.is_none() {
        reader.reject("forwarded_header", "it is X-Forwarded-For or Forwarded");
    }
    let networks = reader.texts(PROXIES);
    if networks.is_empty() {
        return None;
    }
    match TrustedProxies::parse(networks) {
        Ok(proxies) => header.map(|header| proxies.telling_by(header)),
        Err(error) => {
            reader.reject(PROXIES, &error.to_string());
            None
        }
    }
}

/// What should be looked at: https is a proxy's doing, and a proxy that is not trusted looks like one client.
pub(super) fn warning(public_url: Option<&str>, edge: &EdgeSettings) -> Option<Warning> {
    let behind = public_url.is_some_and(|url| url.starts_with("https:"));
    let alone = edge.limits.is_some() && edge.proxies.is_none();
    (behind && alone).then(|| Warning {
        key: PROXIES,
        text: "public_url is https, so a proxy stands before this server, and trusted_proxies does not name it: everybody behind \
               it is limited as one client"
            .to_owned(),
    })
}
