//! HTTP/1.1 as it goes over the wire: an answer is read byte for byte, to where it ends. What is asked, and over which connection,
//! is the suites' own.

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The line with the status, and each header, without the empty line.
    pub head: String,
    /// All that came after the head until the answer had ended.
    pub body: Vec<u8>,
    /// How long the body is; nothing where the end of the connection says so.
    pub length: Option<usize>,
    /// Whether the connection is good for another request.
    pub kept: bool,
}

/// Reads an answer, after any that only say that there will be one. None where the connection ends before.
pub async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let mut answer = head(stream).await?;
    if matches!(answer.status, 204 | 304) {
        answer.length = Some(0);
    }
    answer.kept &= answer.length.is_some();
    while answer.body.len() < answer.length.unwrap_or(0) && more(stream, &mut answer.body).await.is_some() {}
    Some(answer)
}

/// As [`answer`], to a request that asked for the head alone.
pub async fn answer_to_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let answer = head(stream).await?;
    let length = Some(0);
    Some(Answer { length, ..answer })
}

/// Reads as far as the end of a head.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let mut seen = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            more(stream, &mut seen).await?;
        };
        let head = String::from_utf8_lossy(&seen[..end]).into_owned();
        let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
        seen.drain(..end + 4);
        if status >= 200 {
            return Some(Answer {
                status,
                body: seen,
                length: field(&head, "content-length").and_then(|length| length.parse().ok()),
                kept: !field(&head, "connection").is_some_and(|said| said.eq_ignore_ascii_case("close")),
                head,
            });
        }
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    Some(value.trim())
}

/// Reads whatever comes next. None where nothing comes any more.
pub async fn more(stream: &mut (impl AsyncRead + Unpin), seen: &mut Vec<u8>) -> Option<()> {
    match stream.read_buf(seen).await {
        Ok(0) | Err(_) => None,
        Ok(_read) => Some(()),
    }
}

#[tokio::test]
async fn an_answer_ends_where_it_says_and_is_kept_unless_it_says_otherwise() {
    let mut bytes = &b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 4"[..];
    let found = answer(&mut bytes).await.unwrap();
    assert_eq!((found.status, found.length, found.kept), (200, Some(2), true));
    assert_eq!(found.head, "HTTP/1.1 200 OK\r\nContent-Length: 2");
    assert!(found.body.starts_with(b"ok"));
    let mut closing = &b"HTTP/1.1 400 Bad\r\nconnection: Close\r\ncontent-length: 0\r\n\r\n"[..];
    assert!(!answer(&mut closing).await.unwrap().kept);
    let mut endless = &b"HTTP/1.1 200 OK\r\n\r\nuntil it ends"[..];
    let endless = answer(&mut endless).await.unwrap();
    assert_eq!((endless.length, endless.kept), (None, false));
    let mut asked = &b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"[..];
    assert!(answer_to_head(&mut asked).await.unwrap().kept);
    assert_eq!(answer(&mut &b"HTTP/1.1 2"[..]).await, None);
}
