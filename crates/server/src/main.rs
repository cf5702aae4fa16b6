//! The `enroll` binary; everything it does lives in the library beside it.

fn main() -> std::process::ExitCode {
    enroll_server::run()
}
