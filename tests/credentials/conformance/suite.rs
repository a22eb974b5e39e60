//! Writes test cases in the format of the recorded ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Report, run_all};

pub(crate) const CHAIN: &str = "default-credential-provider-chain";
pub(crate) const PROFILE: &str = "profile-provider";

/// A temporary directory with the cases of one test, removed on drop.
pub(crate) struct Suite(PathBuf);

impl Suite {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("querysmith-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    pub(crate) fn add(&self, group: &str, case: CaseBuilder) -> &Self {
        let folder = self.0.join(group).join(case.name);
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for (path, text) in &case.files {
            write(&folder.join("fs").join(path), text);
        }
        let recording = json!({"events": case.events, "docs": "", "version": "V0"});
        let test_case = json!({"name": case.name, "docs": "", "result": case.result});
        for (name, value) in [
            ("env.json", case.env),
            ("http-traffic.json", recording),
            ("test-case.json", test_case),
        ] {
            if !value.is_null() {
                write(&folder.join(name), &value.to_string());
            }
        }
        self
    }

    pub(crate) async fn run(&self) -> Report {
        run_all(&self.0).await
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct CaseBuilder {
    name: &'static str,
    env: Value,
    files: Vec<(&'static str, String)>,
    events: Vec<Value>,
    result: Value,
}

pub(crate) fn case(name: &'static str, result: Value) -> CaseBuilder {
    CaseBuilder {
        name,
        env: json!({"HOME": "/home", "AWS_REGION": "us-east-1"}),
        files: Vec::new(),
        events: Vec::new(),
        result,
    }
}

impl CaseBuilder {
    pub(crate) fn env(self, env: Value) -> Self {
        Self { env, ..self }
    }

    pub(crate) fn file(mut self, path: &'static str, text: &str) -> Self {
        self.files.push((path, text.to_owned()));
        self
    }

    pub(crate) fn config(self, text: &str) -> Self {
        self.file("home/.aws/config", text)
    }

    /// Adds a request and the events that follow it, on a new connection.
    pub(crate) fn request(
        mut self,
        method: &str,
        uri: &str,
        body: Option<&str>,
        events: &[Value],
    ) -> Self {
        let id = self.events.len();
        let mut push = |action: Value| {
            self.events
                .push(json!({"connection_id": id, "action": action}));
        };
        push(json!({"Request": {"request": {"uri": uri, "headers": {}, "method": method}}}));
        if let Some(body) = body {
            push(json!({"Data": {"data": {"Utf8": body}, "direction": "Request"}}));
        }
        push(json!({"Eof": {"ok": true, "direction": "Request"}}));
        events.iter().cloned().for_each(push);
        self
    }

    /// Adds a request and its complete response.
    pub(crate) fn response(self, method: &str, uri: &str, code: u16, body: &str) -> Self {
        self.request(method, uri, None, &[status(code), data(body), end(true)])
    }
}

pub(crate) fn status(code: u16) -> Value {
    json!({"Response": {"response": {"Ok": {"status": code, "version": "HTTP/1.1", "headers": {}}}}})
}

pub(crate) fn data(text: &str) -> Value {
    json!({"Data": {"data": {"Utf8": text}, "direction": "Response"}})
}

pub(crate) fn end(ok: bool) -> Value {
    json!({"Eof": {"ok": ok, "direction": "Response"}})
}

pub(crate) fn found(key: &str) -> Value {
    json!({"Ok": {"access_key_id": key, "secret_access_key": "secret"}})
}

pub(crate) fn fails(part: &str) -> Value {
    json!({"ErrorContains": part})
}
