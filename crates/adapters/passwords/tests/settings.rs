//! Which settings are refused, and for whom.

use std::time::Duration;

use enroll_passwords::{HashingPool, HashingSettings, SettingsError};

#[test]
fn the_default_is_what_owasp_asks_for_and_less_is_refused_for_people() {
    let default = HashingSettings::default();
    assert_eq!((default.memory_kib, default.passes, default.lanes), (19_456, 2, 1));
    assert_eq!((default.queue, default.max_wait), (256, Duration::from_secs(5)));
    default.validate_for_production().unwrap();
    HashingSettings {
        memory_kib: 65_536,
        passes: 3,
        lanes: 4,
        ..default.clone()
    }
    .validate_for_production()
    .unwrap();
    for (memory_kib, passes) in [(19_455, 2), (19_456, 1), (65_536, 1), (8, 1)] {
        let weak = HashingSettings {
            memory_kib,
            passes,
            ..default.clone()
        };
        let flaws = weak.flaws_for_production();
        let named = |flaw: fn(&SettingsError) -> bool| flaws.iter().any(flaw);
        assert_eq!(
            (
                named(|flaw| matches!(flaw, SettingsError::CheapMemory)),
                named(|flaw| matches!(flaw, SettingsError::CheapPasses))
            ),
            (memory_kib < 19_456, passes < 2),
            "{weak:?}"
        );
        weak.validate_for_production().unwrap_err();
        weak.validate().unwrap();
    }
}

#[test]
fn settings_that_cannot_work_start_no_pool() {
    let cheap = HashingSettings {
        memory_kib: 64,
        passes: 1,
        threads: 1,
        ..HashingSettings::default()
    };
    HashingPool::new(&cheap).unwrap();
    for impossible in [
        HashingSettings {
            memory_kib: 7,
            ..cheap.clone()
        },
        HashingSettings {
            memory_kib: 31,
            lanes: 4,
            ..cheap.clone()
        },
        HashingSettings {
            memory_kib: u32::MAX,
            ..cheap.clone()
        },
        HashingSettings {
            passes: 0,
            ..cheap.clone()
        },
        HashingSettings {
            passes: u32::MAX,
            ..cheap.clone()
        },
        HashingSettings {
            lanes: 0,
            ..cheap.clone()
        },
        HashingSettings {
            lanes: u32::MAX,
            ..cheap.clone()
        },
        HashingSettings {
            queue: 0,
            ..cheap.clone()
        },
        HashingSettings {
            threads: 0,
            ..cheap.clone()
        },
        HashingSettings {
            max_wait: Duration::ZERO,
            ..cheap.clone()
        },
    ] {
        assert!(HashingPool::new(&impossible).is_err(), "{impossible:?}");
        assert_eq!(impossible.flaws().len(), 1, "{impossible:?}");
    }
}
