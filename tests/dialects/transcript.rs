//! A transcript: what is set up before, and the requests with their answers, as they stand in a file.

/// A conversation.
#[derive(Debug, Clone)]
pub(crate) struct Transcript {
    pub(crate) path: String,
    pub(crate) directives: Vec<Directive>,
    pub(crate) exchanges: Vec<Exchange>,
}

/// What is set up before the first request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// The line of the file where it begins.
    pub(crate) line: usize,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
    pub(crate) status: u16,
    pub(crate) answer_headers: Vec<(String, String)>,
    pub(crate) answer_body: String,
}

impl Transcript {
    /// Reads a file.
    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let mut transcript = Self {
            path: path.to_owned(),
            directives: Vec::new(),
            exchanges: Vec::new(),
        };
        let mut lines: Vec<(usize, &str)> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if let Some(rest) = line.strip_prefix('@') {
                let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
                transcript.directives.push(Directive {
                    name: name.to_owned(),
                    value: value.trim().to_owned(),
                });
            } else if line.trim_end() == "---" {
                transcript.add(&lines);
                lines.clear();
            } else if !line.starts_with('#') {
                lines.push((number + 1, line));
            }
        }
        transcript.add(&lines);
        assert!(!transcript.exchanges.is_empty(), "{path} holds no request");
        transcript
    }

    /// Every request line.
    pub(crate) fn lines(&self) -> Vec<(String, String)> {
        let all = self.exchanges.iter();
        all.map(|exchange| (exchange.method.clone(), exchange.target.clone()))
            .collect()
    }

    fn add(&mut self, lines: &[(usize, &str)]) {
        let Some(begin) = lines.iter().position(|(_, line)| line.starts_with("> ")) else {
            return;
        };
        let place = |number: usize| format!("{}:{number}", self.path);
        let turn = lines.iter().position(|(_, line)| line.starts_with("< "));
        let turn = turn.unwrap_or_else(|| panic!("{}: a request without an answer", place(lines[begin].0)));
        let (head, body) = part(&lines[begin..turn], "> ");
        let (answer_head, answer_body) = part(&lines[turn..], "< ");
        let mut words = head[0].split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let status = answer_head[0].trim().parse();
        self.exchanges.push(Exchange {
            line: lines[begin].0,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers(&head[1..]),
            body,
            status: status.unwrap_or_else(|_number| panic!("{}: no status", place(lines[turn].0))),
            answer_headers: headers(&answer_head[1..]),
            answer_body: answer_body.unwrap_or_default(),
        });
    }
}

/// The lines of a head without their mark, and the body after the empty line.
fn part<'a>(lines: &[(usize, &'a str)], mark: &str) -> (Vec<&'a str>, Option<String>) {
    let head: Vec<_> = lines.iter().map_while(|(_, line)| line.strip_prefix(mark)).collect();
    let body: Vec<_> = lines[head.len()..].iter().map(|(_, line)| *line).collect();
    let body = body.join("\n");
    let body = body.trim_matches('\n');
    let body = Some(body.to_owned()).filter(|body| !body.is_empty());
    (head, body)
}

fn headers(lines: &[&str]) -> Vec<(String, String)> {
    let split = |line: &&str| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        (name.trim().to_ascii_lowercase(), value.trim().to_owned())
    };
    lines.iter().map(split).collect()
}
