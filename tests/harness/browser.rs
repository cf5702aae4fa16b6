//! Chromium, driven through WebDriver: a driver process, a browser with a profile of its own, and pictures of what it shows.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::api::Api;
use crate::requirement::{chromium, on_path};
use crate::until::until;
use crate::{port, workspace};

/// What the browser is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// A telephone held upright, 390 CSS pixels wide.
    Telephone,
    /// A desk, 1280 CSS pixels wide.
    Desk,
}

/// A browser with a profile of its own. It ends with this value.
#[derive(Debug)]
pub struct Browser {
    /// What drives it.
    pub client: Client,
    /// The driver itself, for what WebDriver has no word for.
    driven_at: Api,
    // Dropped after the client: first the driver, then the profile.
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver and a browser.
    pub async fn open(screen: Screen) -> Self {
        let (port, profile) = (port::free(), TempDir::new().unwrap());
        let driver = Command::new(on_path("chromedriver").expect("chromedriver is installed"))
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let capabilities = capabilities(screen, &profile);
        let client = until("chromium to open", || async {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await
                .ok()
        })
        .await;
        Self {
            client,
            driven_at: Api::new(&address),
            driver,
            _profile: profile,
        }
    }

    /// Keeps a picture of what the browser shows, in `target/screenshots`.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let folder = workspace::root().join("target/screenshots");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, self.client.screenshot().await.unwrap()).unwrap();
        path
    }

    /// What went wrong in the pages that were shown since this was last asked, as the browser's console says it.
    pub async fn complaints(&self) -> Vec<String> {
        let session = self.client.session_id().await.unwrap().expect("a session");
        let path = format!("/session/{session}/se/log");
        let said = self
            .driven_at
            .post(&path, json!({ "type": "browser" }))
            .await
            .expect(200);
        let entries = said.json()["value"].as_array().expect("entries").clone();
        let bad = entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        bad.map(|entry| entry["message"].to_string()).collect()
    }

    /// All text that the page shows.
    pub async fn text(&self) -> String {
        let body = self.client.find(fantoccini::Locator::Css("body")).await.unwrap();
        body.text().await.unwrap()
    }

    /// Closes the browser and ends its driver.
    pub async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        self.driver.kill().await.unwrap();
    }
}

fn capabilities(screen: Screen, profile: &TempDir) -> Capabilities {
    let browser = chromium().expect("chromium is installed");
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--no-first-run".to_owned(),
        "--no-proxy-server".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--user-data-dir={}", profile.path().display()),
        "--window-size=1280,900".to_owned(),
    ];
    let mut options = json!({ "binary": browser, "args": arguments });
    if screen == Screen::Telephone {
        let metrics = json!({ "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    capabilities.as_object().unwrap().clone()
}
