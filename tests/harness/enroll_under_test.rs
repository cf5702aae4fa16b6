//! The program as it is shipped, built beside the tests, so that they need no other build before them.

use std::process::ExitCode;

fn main() -> ExitCode {
    enroll_server::run()
}
