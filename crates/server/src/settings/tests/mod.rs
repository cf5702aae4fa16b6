//! What holds of the settings, whatever they say: a place to read them in.

use enroll::adapters::passwords::HashingSettings;

use super::*;

mod edge;
mod populations;
mod sources;
mod values;
mod warnings;

/// A folder with settings files, and an environment.
struct Place {
    folder: tempfile::TempDir,
    sources: Sources,
}

impl Place {
    /// With the two usual files, neither of which is there yet, and a secret.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let usual = vec![folder.path().join("etc.toml"), folder.path().join("here.toml")];
        let place = Self {
            sources: Sources {
                usual,
                ..Sources::default()
            },
            folder,
        };
        let secret = place.path("secret");
        place
            .with_file("secret", "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY\n")
            .with("ENROLL_SECRET_FILE", &secret)
    }

    /// With everything that must be there.
    fn whole() -> Self {
        Self::new()
            .with("ENROLL_PUBLIC_URL", "https://accounts.example.org")
            .with("ENROLL_MAIL__SMTP_URL", "smtp://127.0.0.1:2525")
            .with("ENROLL_MAIL__FROM", "Example <no-reply@example.org>")
    }

    fn with_file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn with(mut self, variable: &str, value: &str) -> Self {
        self.sources.environment.insert(variable.to_owned(), value.to_owned());
        self
    }

    fn without(mut self, variable: &str) -> Self {
        self.sources.environment.remove(variable);
        self
    }

    fn naming(mut self, name: &str) -> Self {
        self.sources.named = Some((self.folder.path().join(name), "--config"));
        self
    }

    fn listening(mut self, listen: &str) -> Self {
        self.sources = self.sources.listening(Some(listen.to_owned()));
        self
    }

    fn read(&self) -> Settings {
        match self.try_read(Mode::Production) {
            Ok(settings) => settings,
            Err(failure) => panic!("{failure:?}"),
        }
    }

    fn try_read(&self, mode: Mode) -> Result<Settings, Failure> {
        Settings::read(&self.sources, mode, Purpose::Serving)
    }

    /// The lines with which the settings are refused.
    fn refused(&self) -> Vec<String> {
        match self.try_read(Mode::Production) {
            Ok(_) => panic!("the settings are taken"),
            Err(failure) => failure.lines().to_vec(),
        }
    }
}
