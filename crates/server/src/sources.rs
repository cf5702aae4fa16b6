//! Sources: the one place that asks the process for its environment, and where settings files are looked for.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where settings come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// Files that are read if they are there, in this order.
    pub(crate) usual: Vec<PathBuf>,
    /// A file that must be there, and who named it.
    pub(crate) named: Option<(PathBuf, &'static str)>,
    /// The environment. What is empty, or no Unicode, is left out.
    pub(crate) environment: BTreeMap<String, String>,
    /// The flag `--listen`.
    pub(crate) listen: Option<String>,
}

impl Sources {
    /// The sources of this process; `config` is the flag `--config`.
    pub(crate) fn of_process(config: Option<PathBuf>) -> Self {
        let unicode = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?)).filter(|(_, value)| !value.is_empty())
        };
        let environment: BTreeMap<String, String> = std::env::vars_os().filter_map(unicode).collect();
        let from_environment = environment
            .get("ENROLL_CONFIG")
            .map(|path| (PathBuf::from(path), "ENROLL_CONFIG"));
        Self {
            usual: vec![PathBuf::from("/etc/enroll/enroll.toml"), PathBuf::from("./enroll.toml")],
            named: config.map(|path| (path, "--config")).or(from_environment),
            environment,
            listen: None,
        }
    }

    /// These, with the flag `--listen`.
    pub(crate) fn listening(mut self, listen: Option<String>) -> Self {
        self.listen = listen;
        self
    }
}
