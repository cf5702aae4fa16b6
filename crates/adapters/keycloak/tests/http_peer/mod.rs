//! A web server for tests: it hands every request to the test, and answers, hangs up, falls silent or never comes to an end
//! as the test says. It knows nothing of enroll and of Keycloak, and needs only tokio.
//!
//! It speaks as much of HTTP/1.1 (RFC 9112) as one client needs: bodies with a length, connections that stay open.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path with the query.
    pub target: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the server does about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It answers with a status, headers and a body.
    Answer(u16, Vec<(String, String)>, Vec<u8>),
    /// It closes the connection without a word.
    HangUp,
    /// It promises more than it sends, and closes the connection.
    BreakOff(u16),
    /// It never answers.
    Silence,
    /// It answers with a body that has no end.
    Endless(u16),
}

/// What a test does with a request.
pub type Answering = Pin<Box<dyn Future<Output = Reply> + Send>>;

type Handler = Arc<dyn Fn(Request) -> Answering + Send + Sync>;

/// A server on a free port of the loopback; it ends with this value.
pub struct Peer {
    url: String,
    asked: Arc<Mutex<Vec<Request>>>,
    accepting: JoinHandle<()>,
}

impl Request {
    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Reply {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self::Answer(status, headers, body.as_bytes().to_vec())
    }
}

impl Peer {
    /// Starts a server.
    pub async fn start<F>(handler: impl Fn(Request) -> F + Send + Sync + 'static) -> io::Result<Self>
    where
        F: Future<Output = Reply> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let handler: Handler = Arc::new(move |request: Request| -> Answering {
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(request.clone());
            Box::pin(handler(request))
        });
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let handler = Arc::clone(&handler);
                // A client that goes away ends its conversation, and nothing else.
                tokio::spawn(async move { converse(stream, handler).await.ok() });
            }
        });
        Ok(Self { url, asked, accepting })
    }

    /// Where the server is, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every request so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn converse(stream: TcpStream, handler: Handler) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        match handler(request).await {
            Reply::Answer(status, headers, body) => {
                let length = ("content-length".to_owned(), body.len().to_string());
                // RFC 9110 §8.6: no length where there is no body by definition.
                let length = (status != 204).then_some(length);
                let head = head(status, headers.into_iter().chain(length));
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&body).await?;
                stream.flush().await?;
            }
            Reply::HangUp => return Ok(()),
            Reply::BreakOff(status) => {
                let length = ("content-length".to_owned(), "1000".to_owned());
                stream.write_all(head(status, [length]).as_bytes()).await?;
                stream.write_all(b"[").await?;
                return stream.flush().await;
            }
            Reply::Silence => std::future::pending().await,
            Reply::Endless(status) => {
                stream.write_all(head(status, []).as_bytes()).await?;
                loop {
                    stream.write_all(&[b' '; 8192]).await?;
                }
            }
        }
    }
    Ok(())
}

fn head(status: u16, headers: impl IntoIterator<Item = (String, String)>) -> String {
    let lines: String = headers
        .into_iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("HTTP/1.1 {status} \r\n{lines}\r\n")
}

/// The next request; `None` when the client is done.
async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let Some(first) = line(stream).await? else {
        return Ok(None);
    };
    let mut words = first.split(' ').map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a request without a target"));
    };
    let mut headers = Vec::new();
    while let Some(line) = line(stream).await?.filter(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Request {
        method,
        target,
        headers,
        body,
    }))
}

async fn line(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}
