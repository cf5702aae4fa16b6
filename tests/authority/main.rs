//! Authority: who may do what. Every route that asks for a permission, and every way to give a role, is tried by everybody in
//! every tenant, and the whole table is printed; what a policy does not allow must never come about.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints its table"
)]

mod giving;
mod lifecycle;
mod routes;
mod ways;
mod world;

use tokio::runtime::Builder;

use crate::world::World;

fn within<F: Future<Output = ()>>(test: impl FnOnce(World) -> F) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { test(World::begin().await).await });
}

#[test]
fn every_route_opens_to_those_alone_whose_permissions_it_asks_for() {
    within(routes::every_route_opens_to_those_alone_whose_permissions_it_asks_for);
}

#[test]
fn nobody_gives_or_gets_a_role_beyond_the_givers_own_authority() {
    within(giving::nobody_gives_or_gets_a_role_beyond_the_givers_own_authority);
}

#[test]
fn nobody_shuts_out_somebody_who_may_do_more() {
    within(lifecycle::nobody_shuts_out_somebody_who_may_do_more);
}
