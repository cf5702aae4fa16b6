//! The trace of a run: a digest of every step, by which two runs are compared, and the last steps in words.

use std::collections::VecDeque;
use std::fmt::{Arguments, Write};

/// How many steps are kept in words.
const KEPT: usize = 80;

/// What happened, in its order.
#[derive(Debug)]
pub(crate) struct Trace {
    digest: u64,
    last: VecDeque<String>,
}

impl Default for Trace {
    fn default() -> Self {
        Self {
            digest: 0xcbf2_9ce4_8422_2325,
            last: VecDeque::new(),
        }
    }
}

impl Trace {
    /// Adds a step.
    pub(crate) fn note(&mut self, step: Arguments<'_>) {
        let mut line = if self.last.len() < KEPT {
            String::new()
        } else {
            self.last.pop_front().unwrap_or_default()
        };
        line.clear();
        let _written = line.write_fmt(step);
        // FNV-1a.
        for byte in line.bytes() {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.last.push_back(line);
    }

    /// What two runs of the same seed have in common.
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// The last steps, in words.
    pub(crate) fn last(&self) -> String {
        self.last.iter().map(|line| format!("    {line}\n")).collect()
    }
}
