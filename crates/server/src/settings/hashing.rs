//! What a password's hash costs, and who may wait for one.

use std::time::Duration;

use enroll::adapters::passwords::{HashingSettings, SettingsError};

use super::Mode;
use super::reader::Reader;

/// What `[hashing]` asks for; every key that is out of bounds is told.
pub(super) fn read(reader: &mut Reader<'_>, mode: Mode) -> Option<HashingSettings> {
    let settings = HashingSettings {
        memory_kib: reader.whole("hashing.memory_kib")?,
        passes: reader.whole("hashing.passes")?,
        queue: reader.whole("hashing.queue")?,
        max_wait: Duration::from_millis(reader.whole("hashing.max_wait_ms")?),
        ..HashingSettings::default()
    };
    let flaws = match mode {
        Mode::Development => settings.flaws(),
        Mode::Production => settings.flaws_for_production(),
    };
    for flaw in flaws {
        match key_of(&flaw) {
            Some(key) => reader.reject(key, &flaw.to_string()),
            None => reader.complain(format!("hashing cannot begin: {flaw}")),
        }
    }
    Some(settings)
}

/// The key that holds what is out of bounds; `None` for what no key sets.
const fn key_of(flaw: &SettingsError) -> Option<&'static str> {
    match flaw {
        SettingsError::Memory | SettingsError::CheapMemory => Some("hashing.memory_kib"),
        SettingsError::Passes | SettingsError::CheapPasses => Some("hashing.passes"),
        SettingsError::Queue => Some("hashing.queue"),
        SettingsError::Wait => Some("hashing.max_wait_ms"),
        SettingsError::Lanes | SettingsError::Threads | SettingsError::Thread(_) => None,
    }
}
