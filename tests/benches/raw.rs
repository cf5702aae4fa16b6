//! The limits of the machine: how fast passwords are hashed where nothing else is done, and how often a second the disk keeps
//! what it is given.

use std::fs::File;
use std::num::NonZeroUsize;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use enroll::adapters::passwords::HashingSettings;
use zeroize::Zeroize;

use crate::figures::rate;
use crate::requests::PASSWORD;

/// What becomes of the memory of a hash after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// It is wiped, as the product does.
    Wiped,
    /// It is left as it is.
    Left,
}

/// How many hashes can be made at once.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// How much memory the hashes take that are made at once, in MiB.
pub(crate) fn hash_blocks() -> f64 {
    f64::from(HashingSettings::default().memory_kib) / 1024.0 * crate::figures::number(cores())
}

/// Hashes in a second: the same implementation with the same parameters on as many threads as there are cores, in memory that
/// is kept from hash to hash, and nothing around it.
pub(crate) fn hashes(span: Duration, memory: Memory) -> f64 {
    let threads: Vec<_> = (0..cores())
        .map(|_| thread::spawn(move || hash_until(Instant::now() + span, memory)))
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).sum()
}

fn hash_until(end: Instant, memory: Memory) -> f64 {
    let HashingSettings {
        memory_kib,
        passes,
        lanes,
        ..
    } = HashingSettings::default();
    let params = Params::new(memory_kib, passes, lanes, Some(32)).unwrap();
    let mut blocks = vec![Block::new(); params.block_count()];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut tag, mut count, begun) = ([0; 32], 0, Instant::now());
    while Instant::now() < end {
        argon
            .hash_password_into_with_memory(PASSWORD.as_bytes(), b"sixteen of bytes", &mut tag, &mut blocks)
            .unwrap();
        if memory == Memory::Wiped {
            blocks.iter_mut().for_each(Zeroize::zeroize);
        }
        count += 1;
    }
    tag.zeroize();
    rate(count, begun.elapsed())
}

/// Synced writes of a page in a second, one after the other, to a file in this folder.
pub(crate) fn syncs(folder: &Path, span: Duration) -> f64 {
    const PAGE: usize = 4096;
    const PAGES: u64 = 1024;
    let file = File::create(folder.join("syncs")).unwrap();
    let page = [0x5a; PAGE];
    for number in 0..PAGES {
        file.write_all_at(&page, number * 4096).unwrap();
    }
    file.sync_all().unwrap();
    let (mut count, begun) = (0, Instant::now());
    for number in (0..PAGES).cycle() {
        if begun.elapsed() >= span {
            break;
        }
        file.write_all_at(&page, number * 4096).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    rate(count, begun.elapsed())
}
