//! Descriptors: how many files and connections the system lets this process have open at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Takes as many descriptors as the process may have, for each connection needs one, and says how many that are; none means
/// that there is no bound.
pub(crate) fn raise() -> Option<usize> {
    let granted = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: granted.maximum,
        maximum: granted.maximum,
    };
    let current = match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => granted.maximum,
        // Then it stays as it was.
        Err(_refused) => granted.current,
    };
    current.map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}
