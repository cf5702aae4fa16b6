//! Metrics: what `/metrics` shows, in Prometheus' text format. What happens is counted where it happens; what stands is asked
//! for here, every few seconds.

use std::time::Duration;

use enroll::adapters::passwords::HashingPool;
use enroll::ports::repository::Channel;
use enroll::{Enroll, Relay, causes};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::exit::{Exit, Failure};

const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Upper bounds of the buckets for durations, in seconds.
const DURATIONS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// Begins to count.
///
/// # Errors
/// Something in this process counts already.
pub(crate) fn begin() -> Result<PrometheusHandle, Failure> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &DURATIONS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Failure::new(Exit::Failed, format!("nothing can be measured: {}", causes(&error))))?;
    describe_gauge!("enroll_build_info", "Always 1; the version is its label.");
    describe_gauge!("enroll_outbox_open", "Messages that wait to be performed, by channel.");
    describe_gauge!(
        "enroll_outbox_dead",
        "Messages that were given up and wait for an operator, by channel."
    );
    describe_gauge!(
        "enroll_outbox_paused",
        "1 while nothing goes out on a channel as things are set up."
    );
    describe_counter!(
        "enroll_outbox_settled_total",
        "Attempts to perform a message, by channel and outcome."
    );
    describe_counter!("enroll_hashes_total", "Password hashes that were made.");
    describe_gauge!("enroll_hashes_waiting", "Password hashes that wait for a thread.");
    describe_counter!(
        "enroll_http_requests_total",
        "Requests that were answered, by route, method and status."
    );
    describe_histogram!(
        "enroll_http_request_duration_seconds",
        "How long requests took, by route and method."
    );
    describe_counter!(
        "enroll_http_limited_total",
        "Calls over a limit, by class of call and by whose limit it was."
    );
    describe_counter!(
        "enroll_http_connections_refused_total",
        "Connections that found no place, and were closed."
    );
    gauge!("enroll_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(handle)
}

/// Looks at what stands every few seconds, for ever.
pub(crate) async fn keep(enroll: Enroll, handle: PrometheusHandle) {
    loop {
        for (channel, name) in [(Channel::Mail, "mail"), (Channel::Provisioning, "provisioning")] {
            look_at(enroll.relay(), channel, name).await;
        }
        handle.run_upkeep();
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Everything, in Prometheus' text format.
pub(crate) fn render(handle: &PrometheusHandle, hashing: &HashingPool) -> String {
    counter!("enroll_hashes_total").absolute(hashing.performed());
    gauge!("enroll_hashes_waiting").set(number(hashing.waiting()));
    handle.render()
}

async fn look_at(relay: &Relay, channel: Channel, name: &'static str) {
    match relay.backlog(channel).await {
        Ok(backlog) => {
            gauge!("enroll_outbox_open", "channel" => name).set(number(backlog.open));
            gauge!("enroll_outbox_dead", "channel" => name).set(number(backlog.dead));
        }
        // The relay asks the same store all the time, and says so when it cannot.
        Err(error) => tracing::debug!(error = causes(&error), "the outbox could not be counted"),
    }
    let paused = relay.undelivered().iter().any(|paused| paused.channel == channel);
    gauge!("enroll_outbox_paused", "channel" => name).set(f64::from(u8::from(paused)));
}

/// A count as Prometheus has it.
fn number(count: impl TryInto<u32>) -> f64 {
    count.try_into().map_or(f64::from(u32::MAX), f64::from)
}
