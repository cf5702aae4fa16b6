//! Texts that may hold a secret: what may be shown of them.

use std::fmt;

use url::Url;

/// A text that may hold a secret. It shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whoever needs it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The URL that the text is, without password and query; three dots if it is none.
    pub(crate) fn without_password(&self) -> String {
        if let Some(path) = self.0.strip_prefix("sqlite:") {
            return format!("sqlite:{path}");
        }
        let Ok(mut url) = Url::parse(&self.0) else {
            return "…".to_owned();
        };
        let hidden = url.password().is_none() || url.set_password(Some("…")).is_ok();
        let query = url.query().is_some();
        url.set_query(None);
        url.set_fragment(None);
        match (hidden && url.has_host(), query) {
            (true, true) => format!("{url}?…").replace("%E2%80%A6", "…"),
            (true, false) => url.to_string().replace("%E2%80%A6", "…"),
            (false, _) => "…".to_owned(),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_lets_somebody_in() {
        for (url, shown) in [
            ("sqlite:enroll.db", "sqlite:enroll.db"),
            ("postgres://enroll:hunter2@db/enroll", "postgres://enroll:…@db/enroll"),
            (
                "postgres://db/enroll?user=enroll&password=hunter2",
                "postgres://db/enroll?…",
            ),
            ("smtps://a%40b:hunter2@mail:465", "smtps://a%40b:…@mail:465"),
            ("smtp://localhost:1025", "smtp://localhost:1025"),
            ("hunter2", "…"),
            ("hunter2:rest", "…"),
            ("postgres://enroll:hunter2/@db", "…"),
        ] {
            let secret = Secret::new(url);
            assert_eq!(secret.without_password(), shown, "{url}");
            assert!(!secret.without_password().contains("hunter2") && !format!("{secret:?}").contains("hunter2"));
        }
    }
}
