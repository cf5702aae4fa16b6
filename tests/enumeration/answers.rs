//! Answers: to the byte, in every state that an address can be in.

use crate::people::{KNOWN, Route, Standing, put, somebody};
use crate::stage::{Stage, TELLING};
use crate::wire::Wire;

/// Every standing is answered as an unknown address is: status, headers and their order, body and length.
pub(crate) async fn are_the_same_whoever_has_the_address(stage: &Stage, route: Route) {
    let mut wire = stage.wire(route).await;
    let unknown = wire.post("default", route.path(), &route.body(&somebody())).await;
    assert_eq!(unknown.status(), route.answer(), "{unknown:?}");
    for standing in KNOWN {
        let email = match standing {
            Standing::Open => {
                let email = somebody();
                let registration = Route::Registration;
                let registered = wire
                    .post("default", registration.path(), &registration.body(&email))
                    .await;
                assert_eq!(registered.status(), 202);
                email
            }
            Standing::Pending | Standing::Active | Standing::Suspended | Standing::Closed => {
                put(stage.store(), standing, 1).await.remove(0)
            }
        };
        // More often than mails are sent to one address.
        for _ in 0..12 {
            let known = wire.post("default", route.path(), &route.body(&email)).await;
            assert_eq!(known.masked(), unknown.masked(), "{standing:?}");
        }
    }
    println!(
        "{}: {} standings, 12 answers each, equal to the byte",
        route.path(),
        KNOWN.len()
    );
}

/// A tenant whose policy lets answers tell is found out by the same comparison.
pub(crate) async fn one_that_tells_is_found(stage: &Stage) {
    let mut wire = Wire::to(&stage.url()).await;
    let route = Route::Registration;
    let body = route.body(&somebody());
    let first = wire.post(TELLING, route.path(), &body).await;
    assert_eq!(first.status(), 201, "{first:?}");
    let second = wire.post(TELLING, route.path(), &body).await;
    assert_ne!(first.masked(), second.masked());
    assert_eq!(second.status(), 409, "{second:?}");
}
