//! Behind the scenes: the first key, the relay, and housekeeping.

use std::time::Duration;

use enroll::domain::proof::Purpose;

use super::{Case, Done, Outcome, done, nothing_before};
use crate::people::{NAME, OTHER_PASSWORD, PASSWORD, ada, grace};
use crate::postconditions::Postcondition::{AttemptOpen, KeyMade, LinkMailed, Provisioned, SignsIn};
use crate::scenes::Props;
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("make the first key", nothing_before, prepare, |_| vec![KeyMade]).in_an_empty_store(),
        Case::new("make ready to serve", nothing_before, prepare, |_| vec![KeyMade]),
        Case::new("reload the keys", nothing_before, reload_keys, |_| vec![KeyMade]),
        Case::new("reload the tenants", nothing_before, reload_tenants, |_| vec![KeyMade]),
        Case::new("relay mails and provisioning", much_to_do, relay, |_| {
            vec![
                AttemptOpen(ada(), NAME),
                LinkMailed(ada(), Purpose::Activation),
                Provisioned(grace()),
            ]
        })
        .stepwise(),
        Case::new("keep house", long_ago, keep_house, |_| {
            vec![SignsIn(grace(), OTHER_PASSWORD)]
        })
        .stepwise(),
    ]
}

async fn much_to_do(cast: Cast) -> Props {
    cast.active(&grace(), OTHER_PASSWORD, "Grace").await;
    cast.register(&ada(), PASSWORD, NAME).await;
    Props::default()
}

async fn long_ago(cast: Cast) -> Props {
    much_to_do(cast.clone()).await;
    cast.deliver().await;
    cast.clock.advance(Duration::from_secs(40 * 24 * 60 * 60));
    Props::default()
}

async fn prepare(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment.prepare().await?;
    done()
}

async fn reload_keys(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment.reload_keys().await?;
    done()
}

async fn reload_tenants(cast: Cast, _props: Props) -> Outcome {
    cast.enrollment.reload_tenants().await?;
    done()
}

async fn relay(cast: Cast, _props: Props) -> Outcome {
    let step = cast.relay.step().await?;
    let said = step
        .performed
        .iter()
        .map(|performed| format!("{performed:?}"))
        .collect();
    Ok(Done {
        said,
        postconditions: Vec::new(),
    })
}

async fn keep_house(cast: Cast, _props: Props) -> Outcome {
    let tidied = cast.housekeeping.step().await?;
    Ok(Done {
        said: vec![format!("{tidied:?}")],
        postconditions: Vec::new(),
    })
}
