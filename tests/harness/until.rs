//! Waiting for a condition. This is the one place that lets time pass between two looks, and none of it proves anything.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use tokio::time::{interval, timeout};

/// How long anything may take before a test gives up: far more than it takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until there is an answer.
///
/// # Panics
/// When there is none after [`PATIENCE`]; `what` says what was waited for.
pub async fn until<T, F: Future<Output = Option<T>>>(what: impl Display, look: impl FnMut() -> F) -> T {
    within(PATIENCE, look)
        .await
        .unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain for {what}"))
}

/// Looks again and again until there is an answer, or `span` is over.
pub async fn within<T, F: Future<Output = Option<T>>>(span: Duration, mut look: impl FnMut() -> F) -> Option<T> {
    let looks = async {
        let mut ticks = interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if let Some(answer) = look().await {
                return answer;
            }
        }
    };
    timeout(span, looks).await.ok()
}
