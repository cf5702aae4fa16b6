//! A request as bytes: its parts, and how they are written when it is framed as HTTP/1.1 asks for it.

/// A request before it is written.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Vec<u8>,
    pub(crate) target: Vec<u8>,
    pub(crate) headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    /// With which status it is answered, as long as nothing of it is spoiled.
    pub(crate) told: u16,
}

impl Request {
    /// Without headers and body.
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.as_bytes().to_vec(),
            target: target.as_bytes().to_vec(),
            headers: Vec::new(),
            body: Vec::new(),
            told: 200,
        }
    }

    /// The same, which is answered with this status.
    pub(crate) fn told(self, told: u16) -> Self {
        Self { told, ..self }
    }

    /// Adds a header.
    pub(crate) fn header(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.headers.push((name.as_bytes().to_vec(), value.as_ref().to_vec()));
    }

    /// Sets a header that is to be there once.
    pub(crate) fn set(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name.as_bytes()));
        self.header(name, value);
    }

    /// The head, with these lines of framing, and the empty line.
    pub(crate) fn head(&self, framing: &[&str]) -> Vec<u8> {
        let mut bytes = [&self.method[..], b" ", &self.target, b" HTTP/1.1\r\n"].concat();
        for (name, value) in &self.headers {
            bytes.extend([&name[..], b": ", value, b"\r\n"].concat());
        }
        for line in framing {
            bytes.extend([line.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    /// The whole, framed well.
    pub(crate) fn framed(&self) -> Vec<u8> {
        let length = format!("content-length: {}", self.body.len());
        let mut bytes = self.head(&["host: 127.0.0.1", &length]);
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
