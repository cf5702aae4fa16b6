//! The adapters of this crate against the suite of their port.

use std::sync::Arc;

use enroll_credentials::conformance;
use enroll_passwords::{HashingPool, HashingSettings, ZxcvbnMeter};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hashing_pool_keeps_the_promises_of_a_hasher() {
    let cheap = HashingSettings {
        memory_kib: 64,
        passes: 1,
        threads: 2,
        ..HashingSettings::default()
    };
    conformance::password_hasher(&|| Arc::new(HashingPool::new(&cheap).unwrap())).await;
}

#[test]
fn zxcvbn_keeps_the_promises_of_a_meter() {
    conformance::strength_meter(&ZxcvbnMeter);
}
