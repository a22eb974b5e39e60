//! A stand-in for STS on loopback: HTTP/1.1 with persistent connections and without TLS.
//!
//! It has a thread per connection and writes each response with one system call, so that it does not
//! limit the clients. If it is strict, it checks every request and explains what is wrong with it.

mod request;
mod strict;

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use bench_driver::call::{ACCEPTED, REFUSED};
use bench_driver::response::Response;

use request::{Reader, Request};

/// A running stub. It serves until the process exits.
#[derive(Debug)]
pub struct Stub {
    address: SocketAddr,
}

impl Stub {
    /// Starts the stub on a free port of loopback.
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub fn start(strict: bool) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let responses = Arc::new(Responses::new(strict));
        thread::spawn(move || accept(&listener, &responses));
        Ok(Self { address })
    }

    /// The URL of the stub.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The complete responses in bytes.
struct Responses {
    strict: bool,
    accepted: Vec<u8>,
    refused: Vec<u8>,
}

impl Responses {
    fn new(strict: bool) -> Self {
        Self {
            strict,
            accepted: to_bytes(&Response::to(&ACCEPTED)),
            refused: to_bytes(&Response::to(&REFUSED)),
        }
    }
}

fn to_bytes(response: &Response) -> Vec<u8> {
    let reason = if response.status == 200 {
        "OK"
    } else {
        "Bad Request"
    };
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", response.status);
    for (name, value) in &response.headers {
        head.extend([*name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    [head.as_bytes(), &response.body].concat()
}

fn accept(listener: &TcpListener, responses: &Arc<Responses>) {
    for stream in listener.incoming().flatten() {
        let responses = Arc::clone(responses);
        thread::spawn(move || {
            if let Err(error) = serve(stream, &responses) {
                eprintln!("stub: {error}");
            }
        });
    }
}

/// Serves a connection until the client closes it.
fn serve(stream: TcpStream, responses: &Responses) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = Reader::new(stream);
    while let Some(request) = reader.next_request()? {
        let checked = if responses.strict {
            strict::check(&request)
        } else {
            Ok(())
        };
        let explained;
        let response = match checked {
            Err(reason) => {
                eprintln!("stub: {reason}");
                explained = to_bytes(&Response::error("NotTheMeasuredCall", &reason));
                &explained
            }
            Ok(()) if is_refused(&request) => &responses.refused,
            Ok(()) => &responses.accepted,
        };
        reader.stream().write_all(response)?;
    }
    Ok(())
}

/// Whether the role is that of the refused call: percent-encoding does not change how it ends.
fn is_refused(request: &Request) -> bool {
    let role = request
        .body
        .split(|byte| *byte == b'&')
        .find_map(|pair| pair.strip_prefix(b"RoleArn="));
    role.is_some_and(|role| role.ends_with(b"refused"))
}
