//! One conversation of the mail server for tests, from the greeting to the goodbye.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::text::{base64, is_yes, path};
use super::{Encryption, Mail, Reply, Shared, Step, Stream};

/// The longest text line with its CR LF (RFC 5321 §4.5.3.1.6).
const TEXT_LINE: usize = 1_000;

/// The longest command line that is read: that of `AUTH` (RFC 4954 §4).
const COMMAND_LINE: u64 = 12_288;

struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    encrypted: bool,
    logged_in: bool,
    from: Option<String>,
    recipients: Vec<String>,
}

/// How a step went.
#[derive(PartialEq, Eq)]
enum Outcome {
    /// The server said what it usually says.
    Usual,
    /// It said what the test wanted, which was no refusal.
    OtherYes,
    /// It refused.
    No,
    /// The conversation is over.
    Over,
}

/// Holds a conversation with whoever connected, until either side has enough.
pub(super) async fn hold(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let clear: Box<dyn Stream> = Box::new(stream);
    let (stream, encrypted) = match &shared.options.encryption {
        Encryption::Implicit(encrypt) => (encrypt(clear).await?, true),
        Encryption::None | Encryption::StartTls(_) => (clear, false),
    };
    let mut conversation = Conversation {
        stream: BufReader::new(stream),
        shared,
        encrypted,
        logged_in: false,
        from: None,
        recipients: Vec::new(),
    };
    if conversation.act(Step::Connect, "220 catcher.test ESMTP").await? != Outcome::Usual {
        return Ok(());
    }
    while let Some(line) = conversation.line().await? {
        if conversation.obey(&line).await? == Outcome::Over {
            break;
        }
    }
    Ok(())
}

impl Conversation {
    async fn obey(&mut self, line: &str) -> io::Result<Outcome> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => self.ehlo().await,
            "STARTTLS" => self.start_tls().await,
            "AUTH" => self.auth(rest).await,
            "MAIL" => self.mail(rest).await,
            "RCPT" => self.rcpt(rest).await,
            "DATA" => self.data().await,
            "RSET" => {
                self.forget();
                self.act(Step::Rset, "250 2.0.0 forgotten").await
            }
            "NOOP" => self.act(Step::Noop, "250 2.0.0 still here").await,
            "QUIT" => {
                self.act(Step::Quit, "221 2.0.0 goodbye").await?;
                Ok(Outcome::Over)
            }
            _ => self.refuse("500 5.5.2 unknown command").await,
        }
    }

    async fn ehlo(&mut self) -> io::Result<Outcome> {
        self.forget();
        let options = &self.shared.options;
        let mut lines = vec!["catcher.test"];
        if matches!(options.encryption, Encryption::StartTls(_)) && !self.encrypted {
            lines.push("STARTTLS");
        } else if options.login.is_some() {
            lines.push("AUTH PLAIN");
        }
        lines.push("ENHANCEDSTATUSCODES");
        let (last, others) = lines.split_last().unwrap_or((&"", &[]));
        let reply: String = others.iter().map(|line| format!("250-{line}\r\n")).collect();
        self.act(Step::Ehlo, &format!("{reply}250 {last}")).await
    }

    async fn start_tls(&mut self) -> io::Result<Outcome> {
        let Encryption::StartTls(encrypt) = self.shared.options.encryption.clone() else {
            return self.refuse("502 5.5.1 not offered").await;
        };
        if self.encrypted {
            return self.refuse("503 5.5.1 encrypted already").await;
        }
        let outcome = self.act(Step::StartTls, "220 2.0.0 go ahead").await?;
        if outcome == Outcome::Usual {
            let nobody: Box<dyn Stream> = Box::new(tokio::io::join(tokio::io::empty(), tokio::io::sink()));
            let clear = std::mem::replace(&mut self.stream, BufReader::new(nobody)).into_inner();
            self.stream = BufReader::new(encrypt(clear).await?);
            self.encrypted = true;
        }
        Ok(outcome)
    }

    async fn auth(&mut self, rest: &str) -> io::Result<Outcome> {
        let Some((user, password)) = self.shared.options.login.clone() else {
            return self.refuse("502 5.5.1 not offered").await;
        };
        let expected = format!("PLAIN {}", base64(format!("\0{user}\0{password}").as_bytes()));
        if rest != expected {
            self.shared.reach(Step::Auth);
            return self.refuse(&format!("535 5.7.8 wrong password for {user}")).await;
        }
        let outcome = self.act(Step::Auth, "235 2.7.0 welcome").await?;
        self.logged_in = outcome == Outcome::Usual;
        Ok(outcome)
    }

    async fn mail(&mut self, rest: &str) -> io::Result<Outcome> {
        let options = &self.shared.options;
        if matches!(options.encryption, Encryption::StartTls(_)) && !self.encrypted {
            return self.refuse("530 5.7.0 STARTTLS first").await;
        }
        if options.login.is_some() && !self.logged_in {
            return self.refuse("530 5.7.0 AUTH first").await;
        }
        let Some(from) = path(rest, "FROM:") else {
            return self.refuse("501 5.1.7 no path").await;
        };
        if self.from.is_some() {
            return self.refuse("503 5.5.1 there is a sender already").await;
        }
        let outcome = self.act(Step::Mail, "250 2.1.0 sender taken").await?;
        if outcome == Outcome::Usual {
            self.from = Some(from);
        }
        Ok(outcome)
    }

    async fn rcpt(&mut self, rest: &str) -> io::Result<Outcome> {
        let Some(to) = path(rest, "TO:") else {
            return self.refuse("501 5.1.3 no path").await;
        };
        if self.from.is_none() {
            return self.refuse("503 5.5.1 no sender yet").await;
        }
        self.recipients.push(to);
        let outcome = self.act(Step::Rcpt, "250 2.1.5 recipient taken").await?;
        if outcome == Outcome::No {
            self.recipients.pop();
        }
        Ok(outcome)
    }

    async fn data(&mut self) -> io::Result<Outcome> {
        if self.recipients.is_empty() {
            return self.refuse("503 5.5.1 no recipients yet").await;
        }
        let outcome = self.act(Step::Data, "354 until the dot").await?;
        if outcome != Outcome::Usual {
            return Ok(outcome);
        }
        let mut raw = Vec::new();
        let mut fault = None;
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(Outcome::Over);
            }
            if line == b".\r\n" {
                break;
            }
            if raw.is_empty()
                && let Some(asked) = self.shared.reach(Step::Body)
            {
                return self.do_as_asked(Some(asked), "").await;
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            if !line.ends_with(b"\r\n") || line.iter().filter(|byte| **byte == b'\r').count() > 1 {
                fault = Some("550 5.6.0 CR and LF come in pairs");
            } else if line.len() > TEXT_LINE {
                fault = Some("500 5.5.2 line too long");
            }
            raw.extend_from_slice(line);
        }
        if let Some(fault) = fault {
            return self.refuse(fault).await;
        }
        self.take(raw).await
    }

    /// The dot has come. A server that hangs up here has taken the mail all the same.
    async fn take(&mut self, raw: Vec<u8>) -> io::Result<Outcome> {
        let asked = self.shared.reach(Step::Dot);
        let mail = Mail {
            from: self.from.take().unwrap_or_default(),
            recipients: self.recipients.clone(),
            raw,
        };
        let refused = match &asked {
            Some(Reply::Say(line)) => !is_yes(line),
            Some(Reply::Bytes(_)) => true,
            Some(Reply::HangUp | Reply::Silence) | None => false,
        };
        if !refused {
            self.shared.keep(mail);
        }
        let outcome = self.do_as_asked(asked, "250 2.0.0 mail taken").await;
        self.forget();
        outcome
    }

    fn forget(&mut self) {
        self.from = None;
        self.recipients.clear();
    }

    /// Says the usual, unless a test wants something else at this step.
    async fn act(&mut self, step: Step, usual: &str) -> io::Result<Outcome> {
        let asked = self.shared.reach(step);
        self.do_as_asked(asked, usual).await
    }

    async fn do_as_asked(&mut self, asked: Option<Reply>, usual: &str) -> io::Result<Outcome> {
        match asked {
            None => {
                self.say(usual).await?;
                Ok(Outcome::Usual)
            }
            Some(Reply::Say(line)) => {
                let to = self.recipients.last().cloned().unwrap_or_default();
                self.say(&line.replace("{to}", &to)).await?;
                Ok(if is_yes(&line) { Outcome::OtherYes } else { Outcome::No })
            }
            Some(Reply::Bytes(mut bytes)) => {
                bytes.extend_from_slice(b"\r\n");
                let stream = self.stream.get_mut();
                stream.write_all(&bytes).await?;
                stream.flush().await?;
                Ok(Outcome::No)
            }
            Some(Reply::HangUp) => {
                self.stream.get_mut().shutdown().await?;
                Ok(Outcome::Over)
            }
            Some(Reply::Silence) => {
                tokio::io::copy(&mut self.stream, &mut tokio::io::sink()).await?;
                Ok(Outcome::Over)
            }
        }
    }

    async fn refuse(&mut self, line: &str) -> io::Result<Outcome> {
        self.say(line).await?;
        Ok(Outcome::No)
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        stream.flush().await
    }

    /// The next command, or nothing if the client has gone.
    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        (&mut self.stream)
            .take(COMMAND_LINE)
            .read_until(b'\n', &mut line)
            .await?;
        let command = line.strip_suffix(b"\r\n").and_then(|line| str::from_utf8(line).ok());
        Ok(command.map(str::to_owned))
    }
}
