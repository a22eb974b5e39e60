//! A stand-in for STS on loopback. The name of the role decides how it responds.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

const REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

pub(crate) struct Service {
    url: String,
}

impl Service {
    /// Starts the service. It ends with the process.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let failures = Arc::new(AtomicU32::new(0));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let failures = Arc::clone(&failures);
                thread::spawn(move || serve(&stream.unwrap(), &failures));
            }
        });
        Self { url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// A request: the form in its body, and the id of the access key that signed it.
struct Request {
    form: Vec<(String, String)>,
    key: String,
}

impl Request {
    fn get(&self, name: &str) -> &str {
        let found = self.form.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value)
    }

    /// The last part of the ARN of the role.
    fn role(&self) -> &str {
        self.get("RoleArn").rsplit('/').next().unwrap_or_default()
    }
}

fn serve(stream: &TcpStream, failures: &AtomicU32) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let (status, body) = respond(&request, failures);
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: text/xml\r\nx-amzn-requestid: {REQUEST_ID}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = stream;
        if stream.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        let lower = line.to_ascii_lowercase();
        if let Some(found) = lower.strip_prefix("content-length:") {
            length = found.trim().parse().ok()?;
        } else if let Some((_, credential)) = line.split_once("Credential=") {
            key = credential.split('/').next()?.to_owned();
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    let form = pairs.map(|(name, value)| (decode(name), decode(value)));
    Some(Request {
        form: form.collect(),
        key,
    })
}

fn decode(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(decoded).unwrap()
}

fn respond(request: &Request, failures: &AtomicU32) -> (u16, String) {
    let role = request.role();
    match (request.get("Action"), role) {
        ("AssumeRole", "Denied") => error(403, "AccessDenied", "No."),
        ("AssumeRole", "Malformed") => error(
            400,
            "MalformedPolicyDocument",
            "The policy is not valid JSON.",
        ),
        ("AssumeRole", "Flaky") if failures.fetch_add(1, Ordering::SeqCst) < 2 => unavailable(),
        ("AssumeRole", "Flaky2") => unavailable(),
        ("AssumeRole", _) => success("AssumeRole", &(credentials(role) + &user(request))),
        ("AssumeRoleWithWebIdentity", "Stale") => {
            error(400, "ExpiredTokenException", "Token expired.")
        }
        ("AssumeRoleWithWebIdentity", _) => {
            let subject = "system:serviceaccount:default:app";
            let subject = element("SubjectFromWebIdentityToken", subject);
            let result = credentials(role) + &user(request) + &subject;
            success("AssumeRoleWithWebIdentity", &result)
        }
        ("GetSessionToken", _) if request.get("TokenCode") == "000000" => {
            error(403, "AccessDenied", "MultiFactorAuthentication failed.")
        }
        ("GetSessionToken", _) => success("GetSessionToken", &credentials("Session")),
        ("GetFederationToken", _) => {
            let name = request.get("Name");
            let arn = format!("arn:aws:sts::111122223333:federated-user/{name}");
            let user = element("Arn", &arn) + &element("FederatedUserId", name);
            let result = credentials(name) + &element("FederatedUser", &user);
            success("GetFederationToken", &result)
        }
        ("GetCallerIdentity", _) => {
            let arn = format!("arn:aws:iam::111122223333:user/{}", request.key);
            let result = element("Arn", &arn)
                + &element("UserId", "AIDAEXAMPLE")
                + &element("Account", "111122223333");
            success("GetCallerIdentity", &result)
        }
        ("GetAccessKeyInfo", _) => success("GetAccessKeyInfo", &element("Account", "999988887777")),
        ("DecodeAuthorizationMessage", _) => error(
            400,
            "InvalidAuthorizationMessageException",
            "Not a message.",
        ),
        (action, _) => error(400, "InvalidAction", action),
    }
}

fn credentials(name: &str) -> String {
    let credentials = element("AccessKeyId", &format!("ASIA{}", name.to_uppercase()))
        + &element("SecretAccessKey", &format!("secret-of-{name}"))
        + &element("SessionToken", &format!("token-of-{name}"))
        + &element("Expiration", "2038-01-19T03:14:07Z");
    element("Credentials", &credentials)
}

fn user(request: &Request) -> String {
    let (role, session) = (request.role(), request.get("RoleSessionName"));
    let arn = format!("arn:aws:sts::111122223333:assumed-role/{role}/{session}");
    let id = format!("AROAEXAMPLE:{session}");
    let user = element("Arn", &arn) + &element("AssumedRoleId", &id);
    element("AssumedRoleUser", &user)
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>")
}

fn success(action: &str, result: &str) -> (u16, String) {
    let metadata = element("ResponseMetadata", &element("RequestId", REQUEST_ID));
    let result = element(&format!("{action}Result"), result);
    let response = element(&format!("{action}Response"), &(result + &metadata));
    (200, response)
}

fn unavailable() -> (u16, String) {
    error(503, "ServiceUnavailable", "Try later.")
}

fn error(status: u16, code: &str, message: &str) -> (u16, String) {
    let error = element("Type", "Sender") + &element("Code", code) + &element("Message", message);
    let response = element("Error", &error) + &element("RequestId", REQUEST_ID);
    (status, element("ErrorResponse", &response))
}
