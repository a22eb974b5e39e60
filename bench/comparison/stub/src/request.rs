//! Reads requests from a connection.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

/// The maximum size of a request, of which the measured call takes a thirtieth.
const LIMIT: usize = 64 * 1024;
const MAX_HEADERS: usize = 64;

/// A request.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The value of the header with this name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(header, _)| header == name);
        header.map(|(_, value)| value.as_str())
    }
}

/// Reads one request after another.
pub(crate) struct Reader<S> {
    stream: S,
    buffer: Vec<u8>,
}

impl Reader<TcpStream> {
    /// The connection, to write the response.
    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        &mut self.stream
    }
}

impl<S: Read> Reader<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: Vec::with_capacity(8 * 1024),
        }
    }

    /// The next request; `None` at the end of the connection.
    pub(crate) fn next_request(&mut self) -> io::Result<Option<Request>> {
        loop {
            if let Some((request, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(Some(request));
            }
            if self.buffer.len() > LIMIT {
                return Err(invalid("a request is too large"));
            }
            let mut chunk = [0; 8 * 1024];
            match self.stream.read(&mut chunk) {
                Ok(0) if self.buffer.is_empty() => return Ok(None),
                // A client may reset a connection that it does not need any more.
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(None),
                Ok(0) => return Err(invalid("the connection was closed within a request")),
                Ok(read) => self.buffer.extend(chunk.iter().take(read)),
                Err(error) => return Err(error),
            }
        }
    }
}

/// A request at the start of the bytes and its length, if it is complete.
fn parse(bytes: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let parsed = head
        .parse(bytes)
        .map_err(|error| invalid(&error.to_string()))?;
    let httparse::Status::Complete(start) = parsed else {
        return Ok(None);
    };
    let mut request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        ..Request::default()
    };
    for header in head.headers.iter() {
        let value = String::from_utf8_lossy(header.value).into_owned();
        request
            .headers
            .push((header.name.to_ascii_lowercase(), value));
    }
    let length = match request.header("content-length") {
        Some(length) => length
            .parse()
            .map_err(|_| invalid("content-length is no number"))?,
        None => 0,
    };
    if length > LIMIT {
        return Err(invalid("a request is too large"));
    }
    let end = start + length;
    let body = bytes.get(start..end);
    Ok(body.map(|body| {
        request.body = body.to_vec();
        (request, end)
    }))
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns one byte per read.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(1);
            self.0.read(&mut out[..length])
        }
    }

    const TWO: &[u8] =
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx=yPOST /b HTTP/1.1\r\nHost: c\r\n\r\n";

    fn read_two(stream: impl Read) {
        let mut reader = Reader::new(stream);
        let first = reader.next_request().expect("valid").expect("a request");
        assert_eq!(
            (first.method.as_str(), first.target.as_str()),
            ("POST", "/")
        );
        assert_eq!(first.header("host"), Some("a"));
        assert_eq!(first.body, b"x=y");
        let second = reader.next_request().expect("valid").expect("a request");
        assert_eq!((second.target.as_str(), second.body.len()), ("/b", 0));
        assert!(reader.next_request().expect("the end").is_none());
    }

    #[test]
    fn requests_are_read_one_after_another_however_they_arrive() {
        read_two(TWO);
        read_two(Trickle(TWO));
    }

    #[test]
    fn a_truncated_request_and_an_excessive_length_are_errors() {
        let truncated = &TWO[..TWO.len() - 1];
        let mut reader = Reader::new(truncated);
        assert!(reader.next_request().is_ok_and(|request| request.is_some()));
        assert!(reader.next_request().is_err());
        let large = &b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"[..];
        assert!(Reader::new(large).next_request().is_err());
    }
}
