//! Recorded requests and answers.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A request and what came back, on one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) request_headers: BTreeMap<String, String>,
    pub(crate) request_body: Vec<u8>,
    /// `None`: no answer came.
    pub(crate) status: Option<u16>,
    pub(crate) response_headers: BTreeMap<String, String>,
    pub(crate) response_body: Vec<u8>,
}

/// The exchanges of a recording, in the order in which their requests begin.
pub(crate) fn exchanges(recording: &Value) -> Vec<Exchange> {
    let mut by_connection: Vec<(u64, Exchange)> = Vec::new();
    for event in recording["events"].as_array().unwrap() {
        let id = event["connection_id"].as_u64().unwrap();
        let action = &event["action"];
        if let Value::Object(_) = &action["Request"] {
            by_connection.push((id, begin(&action["Request"]["request"])));
            continue;
        }
        let open = by_connection
            .iter_mut()
            .rev()
            .find(|(known, _)| *known == id);
        let (_, exchange) = open.unwrap_or_else(|| panic!("connection {id} has no request"));
        if let Value::Object(_) = &action["Response"] {
            answer(exchange, &action["Response"]["response"]);
        }
        if let Value::Object(_) = &action["Data"] {
            let bytes = data(&action["Data"]["data"]);
            match action["Data"]["direction"].as_str() {
                Some("Request") => exchange.request_body.extend(bytes),
                _ => exchange.response_body.extend(bytes),
            }
        }
    }
    by_connection
        .into_iter()
        .map(|(_, exchange)| exchange)
        .collect()
}

fn begin(request: &Value) -> Exchange {
    Exchange {
        method: request["method"].as_str().unwrap().to_owned(),
        uri: request["uri"].as_str().unwrap().to_owned(),
        request_headers: headers(&request["headers"]),
        ..Exchange::default()
    }
}

fn answer(exchange: &mut Exchange, response: &Value) {
    if let Value::Object(_) = &response["Ok"] {
        let status = response["Ok"]["status"].as_u64().unwrap();
        exchange.status = Some(u16::try_from(status).unwrap());
        exchange.response_headers = headers(&response["Ok"]["headers"]);
    }
}

fn headers(recorded: &Value) -> BTreeMap<String, String> {
    let recorded = recorded.as_object().into_iter().flatten();
    recorded
        .filter_map(|(name, values)| {
            let value = values.as_array()?.first()?.as_str()?;
            Some((name.to_lowercase(), value.to_owned()))
        })
        .collect()
}

fn data(recorded: &Value) -> Vec<u8> {
    if let Some(text) = recorded["Utf8"].as_str() {
        return text.as_bytes().to_vec();
    }
    let text = recorded["Base64"].as_str();
    STANDARD.decode(text.unwrap_or_default()).unwrap()
}
