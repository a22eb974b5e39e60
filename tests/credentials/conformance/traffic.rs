//! Recorded requests and responses.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A request and its response, on one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) request_headers: BTreeMap<String, String>,
    pub(crate) request_body: Vec<u8>,
    /// `None` if there was no response.
    pub(crate) status: Option<u16>,
    pub(crate) response_headers: BTreeMap<String, String>,
    pub(crate) response_body: Vec<u8>,
    /// The body is incomplete.
    pub(crate) is_broken: bool,
}

/// The exchanges of a recording, in the order in which their requests begin.
pub(crate) fn exchanges(recording: &Value) -> Result<Vec<Exchange>, String> {
    let mut by_connection: Vec<(u64, Exchange)> = Vec::new();
    for event in recording["events"].as_array().into_iter().flatten() {
        let unknown = || format!("http-traffic.json: cannot interpret the event {event}");
        let id = event["connection_id"].as_u64().ok_or_else(unknown)?;
        let action = &event["action"];
        if let Some(request) = action["Request"].get("request") {
            by_connection.push((id, begin(request).ok_or_else(unknown)?));
            continue;
        }
        let mut open = by_connection.iter_mut().rev();
        let (_, exchange) = open.find(|(known, _)| *known == id).ok_or_else(unknown)?;
        add_event(exchange, action).ok_or_else(unknown)?;
    }
    let exchanges = by_connection.into_iter();
    Ok(exchanges.map(|(_, exchange)| exchange).collect())
}

fn begin(request: &Value) -> Option<Exchange> {
    Some(Exchange {
        method: request["method"].as_str()?.to_owned(),
        uri: request["uri"].as_str()?.to_owned(),
        request_headers: headers(&request["headers"]),
        ..Exchange::default()
    })
}

fn add_event(exchange: &mut Exchange, action: &Value) -> Option<()> {
    if let Some(response) = action["Response"].get("response") {
        // The key is `Err`, with a message, if there was no response.
        if let Some(received) = response.get("Ok") {
            exchange.status = Some(u16::try_from(received["status"].as_u64()?).ok()?);
            exchange.response_headers = headers(&received["headers"]);
        }
        return Some(());
    }
    if let Some(recorded) = action.get("Data") {
        let bytes = data(&recorded["data"])?;
        match recorded["direction"].as_str()? {
            "Request" => exchange.request_body.extend(bytes),
            _ => exchange.response_body.extend(bytes),
        }
        return Some(());
    }
    let end = action.get("Eof")?;
    if end["direction"] == "Response" && end["ok"] == false {
        exchange.is_broken = true;
    }
    Some(())
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

fn data(recorded: &Value) -> Option<Vec<u8>> {
    match recorded["Utf8"].as_str() {
        Some(text) => Some(text.as_bytes().to_vec()),
        None => STANDARD.decode(recorded["Base64"].as_str()?).ok(),
    }
}
