//! A client of the HTTP API that shows everything of an answer, and fails on none.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// A client of one server. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    client: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

/// A call that is being put together.
#[derive(Debug)]
pub struct Call(RequestBuilder);

impl Api {
    /// A client of the server at `base`, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            // The server hangs up after five seconds of silence; whoever asks at that moment gets no answer (RFC 9112 §9.5).
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        Self {
            base: base.to_owned(),
            client,
        }
    }

    /// Where the server is.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A call to a path.
    #[must_use]
    pub fn call(&self, method: &str, path: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Call(self.client.request(method, format!("{}{path}", self.base)))
    }

    /// A `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// A `POST` of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path).json(&body).send().await
    }

    /// A `GET` as whoever the token speaks for.
    pub async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.call("GET", path).bearer(token).send().await
    }
}

impl Call {
    /// With a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        Self(self.0.bearer_auth(token))
    }

    /// With a header.
    #[must_use]
    pub fn header(self, name: &'static str, value: &str) -> Self {
        Self(
            self.0
                .header(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()),
        )
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    /// With the fields of a form, as a browser sends them.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self(self.0.form(fields))
    }

    /// With any body at all.
    #[must_use]
    pub fn raw(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self(self.0.header("content-type", content_type).body(body.into()))
    }

    /// With a body, and nothing said of its type.
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self(self.0.body(body.into()))
    }

    /// The same call once more.
    #[must_use]
    pub fn again(&self) -> Self {
        Self(self.0.try_clone().expect("the body is at hand"))
    }

    /// Sends it.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(self) -> Answer {
        self.attempt()
            .await
            .unwrap_or_else(|error| panic!("no answer: {error:?}"))
    }

    /// Sends it; a server that goes away in the middle is an error and no panic.
    ///
    /// # Errors
    /// The client's own.
    pub async fn attempt(self) -> Result<Answer, reqwest::Error> {
        let response = self.0.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Answer {
            status: StatusCode::as_u16(&status),
            headers,
            text: response.text().await?,
        })
    }
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.text))
    }

    /// A text of the body, by its JSON pointer.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn string(&self, pointer: &str) -> String {
        let found = self.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no text at {pointer} of {} {}", self.status, self.text))
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The same answer, once its status is seen to be this one.
    ///
    /// # Panics
    /// When it is another one.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The code of a problem document (RFC 9457), once its status is seen to be this one.
    ///
    /// # Panics
    /// When the answer is no problem document, or of another status.
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.json()["status"], status);
        self.string("/code")
    }
}
