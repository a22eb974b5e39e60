//! After all clients are dropped, the memory of the process contains no secret of their calls.
//!
//! This is one test in a binary of its own, because other tests would leave copies.

#![cfg(target_os = "linux")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::HashSet;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith::clock::BoxFuture;
use querysmith::credentials::CachedCredentials;
use querysmith::http::{HeaderValue, Request, Response};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, Credentials, SensitiveString};

/// A secret of the test. It is computed byte by byte, so that the search has no copy of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Secret {
    Key,
    Token,
    Code,
    NewKey,
    NewToken,
}

const SECRETS: [Secret; 5] = [
    Secret::Key,
    Secret::Token,
    Secret::Code,
    Secret::NewKey,
    Secret::NewToken,
];

/// The length of each secret.
const LENGTH: usize = 600;
/// A part of this length is a copy, wherever it begins.
const PART: usize = 24;

impl Secret {
    fn byte(self, index: usize) -> u8 {
        let mixed = (index + 1) * 7_919 + (self as usize + 1) * 104_729;
        b'a' + u8::try_from((mixed ^ (mixed >> 5)) % 26).unwrap()
    }

    fn append_to(self, text: &mut String) {
        text.extend((0..LENGTH).map(|index| char::from(self.byte(index))));
    }

    fn text(self) -> String {
        let mut text = String::with_capacity(LENGTH);
        self.append_to(&mut text);
        text
    }
}

/// Headers of requests that a program keeps, for example in a log.
type Kept = Arc<Mutex<Vec<HeaderValue>>>;

/// Responds to every call with new credentials, and keeps the headers without secrets.
#[derive(Debug)]
struct Sts {
    kept: Kept,
    /// The part of the body that follows the token.
    end: &'static str,
}

const COMPLETE: &str = "</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
     </AssumeRoleResult></R>";

/// Responses that cannot be read: truncated, without the element of the result, and with an invalid value.
const UNREADABLE: [&str; 3] = [
    "</SessionToken>",
    "</SessionToken></Credentials></AssumeRoleResult></R><R/>",
    "</SessionToken><Expiration>soon</Expiration></Credentials></AssumeRoleResult></R>",
];

impl Transport for Sts {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let plain = request.headers().values().filter(|it| !it.is_sensitive());
        self.kept.lock().unwrap().extend(plain.cloned());
        // Allocated once, so that it is not copied.
        let mut body = String::with_capacity(8 * LENGTH);
        body.push_str(
            "<R><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>",
        );
        Secret::NewKey.append_to(&mut body);
        // References and CDATA sections, so that the text is decoded and joined.
        body.push_str("</SecretAccessKey><SessionToken>&#61;");
        for _ in 0..4 {
            Secret::NewToken.append_to(&mut body);
            body.push_str("<![CDATA[<]]>");
        }
        body.push_str(self.end);
        Box::pin(async { Ok(Response::new(Bytes::from(body))) })
    }
}

fn config(kept: &Kept, end: &'static str) -> Config {
    let credentials = Credentials::new("AKID", SensitiveString::from(Secret::Key.text()))
        .with_session_token(SensitiveString::from(Secret::Token.text()));
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(CachedCredentials::new(credentials))
        .max_attempts(1)
        .transport(Sts {
            kept: Arc::clone(kept),
            end,
        })
        .build()
}

async fn make_calls(kept: &Kept, end: &'static str) {
    let client = Client::new(&config(kept, end));
    for _ in 0..3 {
        let call = client
            .assume_role()
            .role_arn("arn:aws:iam::123456789012:role/Deploy")
            .role_session_name("ann")
            .token_code(SensitiveString::from(Secret::Code.text()));
        let sent = call.clone().send().await;
        assert_eq!(sent.is_ok(), end == COMPLETE, "{sent:?}");
        call.presigned(PresigningConfig::expires_in(Duration::from_secs(60)).unwrap())
            .await
            .unwrap();
    }
}

/// The secrets of which a part is in the writable memory of this process.
fn found() -> Vec<Secret> {
    let memory = File::open("/proc/self/mem").unwrap();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut chunk = vec![0_u8; 1 << 20];
    let own = chunk.as_ptr() as u64..chunk.as_ptr() as u64 + chunk.len() as u64;
    let beginnings = beginnings();
    let mut found = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (range, _) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let address = |text| u64::from_str_radix(text, 16).unwrap();
        let (mut at, end) = (address(start), address(end));
        while at < end {
            let length = usize::try_from(end - at).unwrap().min(chunk.len());
            let read = memory.read_at(&mut chunk[..length], at).unwrap_or(0);
            if read == 0 {
                break;
            }
            let part = &chunk[..read];
            let is_own = |offset: usize| own.contains(&(at + offset as u64));
            let places = places(part, &beginnings);
            found.extend(
                places
                    .filter(|(offset, _)| !is_own(*offset))
                    .map(|(_, secret)| secret),
            );
            chunk.fill(0);
            // Parts may cross the border of two chunks.
            at += match read == chunk.len() {
                true => (read - 2 * PART) as u64,
                false => read as u64,
            };
        }
    }
    found
}

/// The offsets in the secret at which a part is searched for.
fn starts() -> impl Iterator<Item = usize> {
    (0..LENGTH - PART).step_by(PART)
}

/// The first bytes of every part, which rule out most places quickly.
fn beginnings() -> HashSet<[u8; 4]> {
    let of = |secret: Secret| {
        starts().map(move |start| [0, 1, 2, 3].map(|index| secret.byte(start + index)))
    };
    SECRETS.into_iter().flat_map(of).collect()
}

/// The places at which a part of a secret begins.
fn places<'b>(
    bytes: &'b [u8],
    beginnings: &'b HashSet<[u8; 4]>,
) -> impl Iterator<Item = (usize, Secret)> + 'b {
    let windows = bytes.windows(PART).enumerate();
    windows
        .filter(|(_, window)| {
            window
                .first_chunk()
                .is_some_and(|beginning| beginnings.contains(beginning))
        })
        .flat_map(|(offset, window)| {
            let is_part = move |secret: &Secret| {
                starts().any(|start| {
                    let mut part = window.iter().enumerate();
                    part.all(|(index, byte)| *byte == secret.byte(start + index))
                })
            };
            let secrets = SECRETS.into_iter().filter(is_part);
            secrets.map(move |secret| (offset, secret))
        })
}

#[tokio::test]
async fn no_secret_is_in_memory_after_the_clients_are_dropped() {
    let kept = Secret::Key.text();
    assert_eq!(found().first(), Some(&Secret::Key), "the search works");
    drop(SensitiveString::from(kept));
    assert_eq!(found(), []);
    let kept = Kept::default();
    for end in [COMPLETE].into_iter().chain(UNREADABLE) {
        make_calls(&kept, end).await;
        assert_eq!(found(), [], "after a response that ends in {end}");
    }
    assert!(kept.lock().unwrap().len() >= 3 * 5, "headers were kept");
}
