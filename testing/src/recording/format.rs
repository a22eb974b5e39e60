//! The JSON format of a recording.

use super::exchange::{Content, Exchange, KINDS, Outcome, Pairs, Request};
use querysmith_runtime::testing_v1::json::Value;

use super::{LIMITS, Recording};

/// The format version that this crate writes, and the only one that it reads.
const VERSION: &str = "1";

pub(super) fn write(recording: &Recording) -> String {
    let exchanges = recording.exchanges.iter().map(write_exchange).collect();
    let recording = object([
        ("version", Value::Number(VERSION.to_owned())),
        ("exchanges", Value::Array(exchanges)),
    ]);
    let json = recording.to_pretty_json();
    format!("{}\n", String::from_utf8_lossy(&json))
}

fn write_exchange(exchange: &Exchange) -> Value {
    let request = &exchange.request;
    let content = match &request.content {
        Content::Form(form) => ("form", pairs(form)),
        Content::Body(body) => ("body", Value::text(body)),
    };
    let request = object([
        ("method", Value::text(&request.method)),
        ("url", Value::text(&request.url)),
        ("headers", pairs(&request.headers)),
        content,
    ]);
    let outcome = match &exchange.outcome {
        Outcome::Response {
            status,
            headers,
            body,
        } => {
            let response = object([
                ("status", Value::Number(status.to_string())),
                ("headers", pairs(headers)),
                ("body", Value::text(body)),
            ]);
            ("response", response)
        }
        Outcome::Error(kind, message) => {
            let error = object([
                ("kind", Value::text(kind)),
                ("message", Value::text(message)),
            ]);
            ("error", error)
        }
    };
    object([("request", request), outcome])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let member = |(name, value): (&str, Value)| (name.to_owned(), value);
    Value::Object(members.into_iter().map(member).collect())
}

fn pairs(pairs: &Pairs) -> Value {
    let member = |(name, value): &(String, String)| (name.clone(), Value::text(value));
    Value::Object(pairs.iter().map(member).collect())
}

pub(super) fn read(text: &str) -> Result<Recording, String> {
    let json = Value::parse(text.as_bytes(), LIMITS)?;
    let root = Place::root(&json);
    let version = root.member("version")?;
    match version.json {
        Value::Number(number) if number == VERSION => {}
        _ => return Err(version.expected(&format!("the number {VERSION}"))),
    }
    let exchanges = root.member("exchanges")?;
    let Value::Array(items) = exchanges.json else {
        return Err(exchanges.expected("an array"));
    };
    let exchanges = items.iter().enumerate().map(|(number, json)| {
        let path = format!("exchanges[{number}]");
        read_exchange(&Place { json, path })
    });
    Ok(Recording {
        exchanges: exchanges.collect::<Result<_, _>>()?,
    })
}

fn read_exchange(exchange: &Place<'_>) -> Result<Exchange, String> {
    let request = exchange.member("request")?;
    let content = match request.optional("form") {
        Some(form) => Content::Form(form.pairs()?),
        None => Content::Body(request.member("body")?.text()?),
    };
    let request = Request {
        method: request.member("method")?.text()?,
        url: request.member("url")?.text()?,
        headers: request.member("headers")?.pairs()?,
        content,
    };
    let outcome = match exchange.optional("error") {
        Some(error) => read_error(&error)?,
        None => read_response(&exchange.member("response")?)?,
    };
    Ok(Exchange { request, outcome })
}

fn read_response(response: &Place<'_>) -> Result<Outcome, String> {
    let status = response.member("status")?;
    let number = match status.json {
        Value::Number(number) => number.parse().ok(),
        _ => None,
    };
    let in_range = number.filter(|number| (100..=999).contains(number));
    Ok(Outcome::Response {
        status: in_range.ok_or_else(|| status.expected("a number from 100 to 999"))?,
        headers: response.member("headers")?.pairs()?,
        body: response.member("body")?.text()?,
    })
}

fn read_error(error: &Place<'_>) -> Result<Outcome, String> {
    let kind = error.member("kind")?;
    let found = kind.text()?;
    let mut known = KINDS.iter().map(|(_, name)| *name);
    let Some(name) = known.find(|name| **name == found) else {
        let known = KINDS.map(|(_, name)| name);
        return Err(kind.expected(&format!("one of {}", known.join(", "))));
    };
    Ok(Outcome::Error(name, error.member("message")?.text()?))
}

/// A value and its path.
struct Place<'a> {
    json: &'a Value,
    path: String,
}

impl<'a> Place<'a> {
    fn root(json: &'a Value) -> Self {
        Self {
            json,
            path: String::new(),
        }
    }

    fn optional(&self, name: &str) -> Option<Self> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Some(Self {
            json: self.json.as_object()?.get(name)?,
            path: format!("{}{dot}{name}", self.path),
        })
    }

    fn member(&self, name: &str) -> Result<Self, String> {
        let here = match self.path.as_str() {
            "" => "the recording",
            path => path,
        };
        self.optional(name)
            .ok_or_else(|| format!("{here}: no member {name:?}"))
    }

    fn text(&self) -> Result<String, String> {
        let text = self.json.as_text().map(str::to_owned);
        text.ok_or_else(|| self.expected("a string"))
    }

    fn pairs(&self) -> Result<Pairs, String> {
        let Value::Object(object) = self.json else {
            return Err(self.expected("an object of strings"));
        };
        let pair = |(name, value): &(String, Value)| {
            let value = value.as_text();
            Some((name.clone(), value?.to_owned()))
        };
        let pairs: Option<Pairs> = object.members().iter().map(pair).collect();
        pairs.ok_or_else(|| self.expected("an object of strings"))
    }

    fn expected(&self, what: &str) -> String {
        format!("{}: expected {what}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording() -> Recording {
        let texts = |texts: &[(&str, &str)]| -> Pairs {
            let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            texts.iter().map(pair).collect()
        };
        let request = |content| Request {
            method: "POST".into(),
            url: "https://h/".into(),
            headers: texts(&[("host", "h")]),
            content,
        };
        Recording {
            exchanges: vec![
                Exchange {
                    request: request(Content::Form(texts(&[("Action", "A"), ("B", "ü\"")]))),
                    outcome: Outcome::Response {
                        status: 200,
                        headers: texts(&[]),
                        body: "<A>\n</A>".into(),
                    },
                },
                Exchange {
                    request: request(Content::Body(String::new())),
                    outcome: Outcome::Error("io", "broke".into()),
                },
            ],
        }
    }

    #[test]
    fn a_recording_round_trips() {
        let recording = recording();
        assert!(read(&write(&recording)).unwrap() == recording);
    }

    #[test]
    fn errors_show_the_path() {
        let json = write(&recording());
        for (from, to, error) in [
            (
                "\"version\": 1",
                "\"version\": 2",
                "version: expected the number 1",
            ),
            (
                "\"exchanges\"",
                "\"exchange\"",
                "the recording: no member \"exchanges\"",
            ),
            (
                "\"status\": 200",
                "\"status\": 7",
                "exchanges[0].response.status: expected a number from 100 to 999",
            ),
            (
                "\"kind\": \"io\"",
                "\"kind\": \"oi\"",
                "exchanges[1].error.kind: expected one of connect, io, timeout, tls, body_too_large, other",
            ),
            (
                "\"Action\": \"A\"",
                "\"Action\": []",
                "exchanges[0].request.form: expected an object of strings",
            ),
            (
                "\"message\"",
                "\"text\"",
                "exchanges[1].error: no member \"message\"",
            ),
            (
                "\"method\": \"POST\"",
                "\"method\": 1",
                "exchanges[0].request.method: expected a string",
            ),
        ] {
            let changed = json.replacen(from, to, 1);
            assert_ne!(changed, json, "{from}");
            assert_eq!(read(&changed).err().as_deref(), Some(error));
        }
    }
}
