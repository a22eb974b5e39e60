//! Sends the same `AssumeRole` request to several servers in turn, many times over several connections,
//! and prints the calls per second that each serves.

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Instant, SystemTime};

use bench_driver::StsClient;
use bench_driver::call::{ACCEPTED, ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};
use bench_querysmith::Querysmith;
use querysmith_runtime::sigv4::{SigningKeyCache, SigningParams, sign};
use querysmith_runtime::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: load-local-sts CLIENT ROUNDS CALLS CONNECTIONS NAME=ADDRESS...\n\n\
    CLIENT is `sdk`, which makes calls as an application does, or `raw`, which signs one request and \
    sends it again and again, so that it takes hardly any time. All servers are compared with the last \
    one.";

#[derive(Clone, Copy)]
enum Client {
    Sdk,
    Raw,
}

struct Server {
    name: String,
    address: SocketAddr,
    /// Calls per second, one figure a round.
    rates: Vec<f64>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [client, rounds, calls, connections, servers @ ..] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let client = match client.as_str() {
        "sdk" => Client::Sdk,
        "raw" => Client::Raw,
        _ => return Err(USAGE.into()),
    };
    let (rounds, calls, connections) = (rounds.parse()?, calls.parse()?, connections.parse()?);
    let mut servers = servers
        .iter()
        .map(|server| parse_server(server))
        .collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // The servers take turns within a round, so that the speed of the machine affects all of them.
    for round in 0..=rounds {
        for server in &mut servers {
            let rate = runtime.block_on(run(client, server.address, calls, connections))?;
            // The first round warms up.
            if round > 0 {
                server.rates.push(rate);
            }
        }
    }
    report(&servers, connections);
    Ok(())
}

fn parse_server(argument: &str) -> Result<Server> {
    let (name, address) = argument.split_once('=').ok_or(USAGE)?;
    Ok(Server {
        name: name.to_owned(),
        address: address.parse()?,
        rates: Vec::new(),
    })
}

/// Sends `calls` requests over `connections`; returns how many a second.
async fn run(client: Client, address: SocketAddr, calls: usize, connections: usize) -> Result<f64> {
    let request = signed(address)?;
    let sdk = Querysmith::connect(&format!("http://{address}"));
    let sdk = sdk.map_err(|failure| failure.to_string())?;
    let start = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| match client {
            Client::Sdk => tokio::spawn(call(sdk.clone(), calls / connections)),
            Client::Raw => tokio::spawn(send(address, request.clone(), calls / connections)),
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    let sent = calls / connections * connections;
    Ok(sent as f64 / start.elapsed().as_secs_f64())
}

/// Makes the call many times.
async fn call(sdk: Querysmith, calls: usize) -> Result<()> {
    for _ in 0..calls {
        let result = sdk.assume_role(&ACCEPTED).await;
        result.map_err(|failure| failure.to_string())?;
    }
    Ok(())
}

/// The bytes of the request. It is signed once: the servers verify it every time.
fn signed(address: SocketAddr) -> Result<Bytes> {
    let form = ACCEPTED.body();
    let mut request = http::Request::post("/")
        .header("host", address.to_string())
        .header("content-length", form.len())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form))?;
    let params = SigningParams::new(
        ACCESS_KEY_ID,
        SECRET_ACCESS_KEY,
        REGION,
        "sts",
        SystemTime::now(),
    );
    sign(&mut request, &params, &SigningKeyCache::new())?;
    let mut bytes = b"POST / HTTP/1.1\r\n".to_vec();
    for (name, value) in request.headers() {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(request.body());
    Ok(bytes.into())
}

/// Sends the request many times over one connection.
async fn send(address: SocketAddr, request: Bytes, calls: usize) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(16 * 1024);
    for _ in 0..calls {
        stream.write_all(&request).await?;
        received.clear();
        while !is_complete(&received)? {
            if stream.read_buf(&mut received).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
    }
    Ok(())
}

/// Whether a whole response was received, which must be a success with credentials.
fn is_complete(received: &[u8]) -> Result<bool> {
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(false);
    };
    let head = std::str::from_utf8(&received[..end])?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    let length: usize = length.ok_or("there is no content-length")?.parse()?;
    let body = &received[end + 4..];
    if body.len() < length {
        return Ok(false);
    }
    let is_success = head.starts_with("HTTP/1.1 200 ")
        && body.trim_ascii_end().ends_with(b"</AssumeRoleResponse>");
    match is_success {
        true => Ok(true),
        false => Err(String::from_utf8_lossy(received).into()),
    }
}

fn report(servers: &[Server], connections: usize) {
    let Some(base) = servers.last() else {
        return;
    };
    println!("AssumeRole, {connections} connections, calls per second: median [min..max]");
    for server in servers {
        let ratios = server.rates.iter().zip(&base.rates);
        let ratio = median(ratios.map(|(rate, base)| rate / base).collect());
        let (min, max) = server
            .rates
            .iter()
            .fold((f64::MAX, 0_f64), |(min, max), rate| {
                (min.min(*rate), max.max(*rate))
            });
        println!(
            "{:<12}{:>8.0} [{min:.0}..{max:.0}], {:.0} % of {}",
            server.name,
            median(server.rates.clone()),
            ratio * 100.0,
            base.name,
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
