//! Calls to Keycloak: the token of the service account, time-outs, limits, and what an answer's status means. Which calls
//! there are is not known here.
//!
//! Of the package `keycloak` the types are used and its client is not: that one reads answers of any length, asks for a
//! token at every call, and its errors repeat the answer's text, which may hold what somebody typed.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;
use zeroize::Zeroizing;

use crate::KeycloakSettings;
use crate::failure::{Failure, Reason, invalid, oauth_code};

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(5);

/// How long a call may take from first to last, the connection included.
const CALL: Duration = Duration::from_secs(10);

/// How long an answer may be, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;

/// How long before it lapses a token is no longer used.
const SKEW: Duration = Duration::from_secs(30);

/// The way to one realm.
pub(crate) struct Calls {
    client: Client,
    token_url: Url,
    realm_url: Url,
    settings: KeycloakSettings,
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    text: Zeroizing<String>,
    until: Instant,
}

/// A token as it is issued (RFC 6749 §5.1).
#[derive(Deserialize)]
struct Issued {
    access_token: String,
    /// In seconds.
    expires_in: u64,
}

/// A call that is being put together.
pub(crate) struct Call {
    step: &'static str,
    method: Method,
    path: Vec<String>,
    query: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// An answer that is Keycloak's own word on what was asked: any but those of [`Calls::send`]'s errors.
pub(crate) struct Answer {
    step: &'static str,
    status: StatusCode,
    location: Option<String>,
    body: Vec<u8>,
}

impl Call {
    /// A call to a path within the realm; `step` says what is asked, after "asked to".
    pub(crate) fn new(step: &'static str, method: Method, path: &[&str]) -> Self {
        Self {
            step,
            method,
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            query: Vec::new(),
            body: None,
        }
    }

    pub(crate) fn get(step: &'static str, path: &[&str]) -> Self {
        Self::new(step, Method::GET, path)
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a JSON body.
    pub(crate) fn json(self, body: &impl Serialize) -> Result<Self, Failure> {
        let body = serde_json::to_vec(body)
            .map_err(|_json| Failure::new(self.step, Reason::Invalid("it cannot be written as JSON".to_owned())))?;
        Ok(Self {
            body: Some(body),
            ..self
        })
    }
}

impl Calls {
    pub(crate) fn new(settings: KeycloakSettings) -> Result<Self, Failure> {
        let client = Client::builder()
            .connect_timeout(CONNECTING)
            .timeout(CALL)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| Failure::of_setup(&error))?;
        let token_path = ["realms", settings.realm.as_str(), "protocol", "openid-connect", "token"];
        Ok(Self {
            client,
            token_url: below(&settings.url, &token_path),
            realm_url: below(&settings.url, &["admin", "realms", settings.realm.as_str()]),
            settings,
            token: Mutex::new(None),
        })
    }

    pub(crate) const fn settings(&self) -> &KeycloakSettings {
        &self.settings
    }

    /// Sends a call. A token that is no longer taken is renewed once.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, Failure> {
        let token = self.token().await?;
        let answer = self.attempt(call, &token).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return answer.sorted();
        }
        let renewed = self.renewed(&token).await?;
        self.attempt(call, &renewed).await?.sorted()
    }

    async fn attempt(&self, call: &Call, token: &Token) -> Result<Answer, Failure> {
        let mut url = below(&self.realm_url, &call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = self.client.request(call.method.clone(), url).bearer_auth(&*token.text);
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        exchange(call.step, request).await
    }

    /// The token at hand, or a new one.
    async fn token(&self) -> Result<Token, Failure> {
        let mut kept = self.token.lock().await;
        match &*kept {
            Some(token) if token.until > Instant::now() => Ok(token.clone()),
            Some(_) | None => self.ask_for_token(&mut kept).await,
        }
    }

    /// Another token than `refused`, which may be at hand already.
    async fn renewed(&self, refused: &Token) -> Result<Token, Failure> {
        let mut kept = self.token.lock().await;
        match &*kept {
            Some(token) if token.text != refused.text => Ok(token.clone()),
            Some(_) | None => self.ask_for_token(&mut kept).await,
        }
    }

    async fn ask_for_token(&self, kept: &mut Option<Token>) -> Result<Token, Failure> {
        const STEP: &str = "give us a token";
        *kept = None;
        let asked_at = Instant::now();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.settings.client_id),
            ("client_secret", &self.settings.client_secret),
        ];
        let request = self.client.post(self.token_url.clone()).form(&form);
        let answer = exchange(STEP, request).await?;
        match answer.status {
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(Failure::new(STEP, Reason::Credentials(oauth_code(&answer.body))));
            }
            StatusCode::NOT_FOUND => return Err(Failure::new(STEP, Reason::NoRealm)),
            _ => {}
        }
        let said: Issued = answer.sorted()?.done()?.json()?;
        let lasts = Duration::from_secs(said.expires_in);
        let token = Token {
            text: Zeroizing::new(said.access_token),
            until: asked_at + lasts.saturating_sub(SKEW.min(lasts / 2)),
        };
        *kept = Some(token.clone());
        Ok(token)
    }
}

impl Answer {
    /// Only what is Keycloak's own word on what was asked.
    fn sorted(self) -> Result<Self, Failure> {
        let status = self.status;
        let reason = match status {
            StatusCode::UNAUTHORIZED => Reason::Token,
            StatusCode::FORBIDDEN => Reason::Right,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Reason::OutOfOrder(status.as_u16()),
            status if status.is_server_error() => Reason::OutOfOrder(status.as_u16()),
            status if status.is_redirection() => Reason::Redirect(status.as_u16()),
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::CONFLICT => return Ok(self),
            status if status.is_success() => return Ok(self),
            status => Reason::NotKeycloak(format!("status {}", status.as_u16())),
        };
        Err(Failure::new(self.step, reason))
    }

    pub(crate) fn is_conflict(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// This answer if it is well; `None` if there is no such thing.
    pub(crate) fn found(self) -> Result<Option<Self>, Failure> {
        if self.status == StatusCode::NOT_FOUND {
            Ok(None)
        } else {
            self.done().map(Some)
        }
    }

    /// This answer if it is well. There being no such thing is a change by somebody else, after we saw it.
    pub(crate) fn done(self) -> Result<Self, Failure> {
        let reason = match self.status {
            status if status.is_success() => return Ok(self),
            StatusCode::BAD_REQUEST => invalid(&self.body),
            status => Reason::Meanwhile(status.as_u16()),
        };
        Err(Failure::new(self.step, reason))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body)
            .map_err(|_json| Failure::new(self.step, Reason::NotKeycloak("another body than expected".to_owned())))
    }

    /// The id of what was made, from its location.
    pub(crate) fn made(&self) -> Result<String, Failure> {
        let id = self
            .location
            .as_deref()
            .and_then(|location| location.rsplit('/').next());
        id.filter(|id| !id.is_empty()).map(str::to_owned).ok_or_else(|| {
            Failure::new(
                self.step,
                Reason::NotKeycloak("no location of what was made".to_owned()),
            )
        })
    }
}

/// Sends a request and reads the answer to its end, or to the limit.
async fn exchange(step: &'static str, request: RequestBuilder) -> Result<Answer, Failure> {
    let failed = |error: reqwest::Error| Failure::of_client(step, &error);
    let mut response = request.send().await.map_err(failed)?;
    let location = text_of(&response, LOCATION.as_str());
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            let why = format!("an answer of more than {LONGEST_ANSWER} bytes");
            return Err(Failure::new(step, Reason::NotKeycloak(why)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        step,
        status,
        location,
        body,
    })
}

fn text_of(response: &Response, header: &str) -> Option<String> {
    let value = response.headers().get(header)?;
    value.to_str().ok().map(str::to_owned)
}

/// The URL of a path below another, each name of it encoded.
fn below(base: &Url, path: &[impl AsRef<str>]) -> Url {
    let mut url = base.clone();
    // Only URLs without a host have no path to speak of, and those are no settings.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}
