//! TCP connections to hosts with several addresses, some of which may be unreachable (RFC 8305,
//! "Happy Eyeballs").

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::system::clock::BoxFuture;
use crate::system::drivers::with_io;

/// The "Connection Attempt Delay" of RFC 8305, section 8: how long to wait for an address before
/// the next one is tried concurrently.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// After this many keep-alive probes without a response the connection is closed.
const KEEPALIVE_PROBES: u32 = 3;

/// Connects to the first address of `host` that accepts a connection. Without traffic, TCP probes
/// the peer after each `keepalive`, so that a connection that the network has dropped is closed
/// before it is used.
pub(super) async fn connect(
    host: &str,
    port: u16,
    keepalive: Option<Duration>,
) -> io::Result<TcpStream> {
    let addresses = lookup_host((host, port)).await?.collect();
    let stream = race(interleave(addresses), |address| {
        Box::pin(with_io(TcpStream::connect(address)))
    })
    .await?;
    // A request is one small write, which Nagle's algorithm would only delay. Some systems return
    // an error if the peer has already closed the connection; the next read or write reports that.
    let _ = stream.set_nodelay(true);
    if let Some(interval) = keepalive {
        let probes = TcpKeepalive::new().with_time(interval);
        #[cfg(any(
            target_os = "linux",
            target_os = "android",
            target_vendor = "apple",
            windows
        ))]
        let probes = probes.with_interval(interval);
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        let probes = probes.with_retries(KEEPALIVE_PROBES);
        let _ = SockRef::from(&stream).set_tcp_keepalive(&probes);
    }
    Ok(stream)
}

/// Alternates between the address families, because usually one whole family is unreachable. The
/// first family and the order within each are those of the resolver.
fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let count = addresses.len();
    let is_v4_first = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (mut first_family, mut other_family): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .rev()
        .partition(|address| address.is_ipv4() == is_v4_first);
    let mut interleaved = Vec::with_capacity(count);
    while interleaved.len() < count {
        interleaved.extend(first_family.pop());
        interleaved.extend(other_family.pop());
    }
    interleaved
}

/// Returns the first successful result of `connect`. The next address is started when an attempt
/// has failed or has taken too long; attempts that were started continue. If all fail, it returns
/// the last error, because the first is often only that one address family is unreachable.
async fn race<T>(
    addresses: Vec<SocketAddr>,
    connect: impl Fn(SocketAddr) -> BoxFuture<'static, io::Result<T>>,
) -> io::Result<T> {
    let mut failure = None;
    let mut attempts = Vec::new();
    let mut addresses = addresses.into_iter();
    loop {
        let next = addresses.next();
        let is_last = next.is_none();
        attempts.extend(next.map(&connect));
        if attempts.is_empty() {
            let no_address = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
            return Err(failure.unwrap_or_else(no_address));
        }
        let outcome = match is_last {
            true => any(&mut attempts).await,
            false => match timeout(ATTEMPT_DELAY, any(&mut attempts)).await {
                Ok(outcome) => outcome,
                Err(_) => continue,
            },
        };
        match outcome {
            Ok(connection) => return Ok(connection),
            Err(error) => failure = Some(error),
        }
    }
}

/// Waits for the first of `attempts` to complete, removes it and returns its output.
async fn any<T>(attempts: &mut Vec<BoxFuture<'static, T>>) -> T {
    poll_fn(|context| {
        for index in 0..attempts.len() {
            if let Poll::Ready(outcome) = attempts[index].as_mut().poll(context) {
                drop(attempts.swap_remove(index));
                return Poll::Ready(outcome);
            }
        }
        Poll::Pending
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use tokio::time::{Instant, sleep};

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        let parsed = texts.iter().map(|text| format!("{text}:1").parse());
        parsed.collect::<Result<_, _>>().unwrap()
    }

    #[tokio::test]
    async fn connections_use_keep_alive_unless_it_is_disabled() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        for interval in [Some(Duration::from_secs(7)), None] {
            let stream = connect("127.0.0.1", port, interval).await.unwrap();
            let socket = SockRef::from(&stream);
            assert_eq!(socket.keepalive().unwrap(), interval.is_some());
            #[cfg(target_os = "linux")]
            if let Some(interval) = interval {
                assert_eq!(socket.tcp_keepalive_time().unwrap(), interval);
                assert_eq!(socket.tcp_keepalive_interval().unwrap(), interval);
                assert_eq!(socket.tcp_keepalive_retries().unwrap(), KEEPALIVE_PROBES);
            }
        }
    }

    #[track_caller]
    fn assert_interleaved(given: &[&str], expected: &[&str]) {
        assert_eq!(interleave(addresses(given)), addresses(expected));
    }

    #[test]
    fn address_families_alternate_and_keep_their_order() {
        assert_interleaved(&[], &[]);
        assert_interleaved(&["1.1.1.1"], &["1.1.1.1"]);
        assert_interleaved(
            &["[::1]", "[::2]", "[::3]", "1.1.1.1", "2.2.2.2"],
            &["[::1]", "1.1.1.1", "[::2]", "2.2.2.2", "[::3]"],
        );
        assert_interleaved(
            &["1.1.1.1", "2.2.2.2", "[::1]"],
            &["1.1.1.1", "[::1]", "2.2.2.2"],
        );
    }

    /// Connects to addresses that have these outcomes after these delays in milliseconds. Returns
    /// the index of the connected address or the error, and the elapsed milliseconds.
    async fn race_with(
        addresses: &[(u64, Result<(), ErrorKind>)],
    ) -> (Result<u16, ErrorKind>, u128) {
        let ports = 0..addresses.len() as u16;
        let socket_addresses = ports
            .map(|port| SocketAddr::from(([1, 1, 1, 1], port)))
            .collect();
        let start = Instant::now();
        let outcome = race(socket_addresses, |address| {
            let (after, outcome) = addresses[usize::from(address.port())];
            Box::pin(async move {
                sleep(Duration::from_millis(after)).await;
                outcome.map(|()| address.port()).map_err(io::Error::from)
            })
        })
        .await;
        (
            outcome.map_err(|error| error.kind()),
            start.elapsed().as_millis(),
        )
    }

    const REFUSED: Result<(), ErrorKind> = Err(ErrorKind::ConnectionRefused);
    const UNREACHABLE: Result<(), ErrorKind> = Err(ErrorKind::NetworkUnreachable);
    const NEVER: u64 = u64::MAX / 1_000_000;

    #[tokio::test(start_paused = true)]
    async fn the_next_address_is_not_tried_if_the_first_connects_in_time() {
        assert_eq!(race_with(&[(249, Ok(())), (0, Ok(()))]).await, (Ok(0), 249));
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_address_is_tried_immediately_after_a_failure() {
        let attempts = [(1, REFUSED), (1, UNREACHABLE), (10, Ok(()))];
        assert_eq!(race_with(&attempts).await, (Ok(2), 12));
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_address_is_tried_if_one_does_not_respond() {
        assert_eq!(
            race_with(&[(NEVER, Ok(())), (10, Ok(()))]).await,
            (Ok(1), 260)
        );
        let attempts = [(NEVER, Ok(())), (NEVER, Ok(())), (10, Ok(()))];
        assert_eq!(race_with(&attempts).await, (Ok(2), 510));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_attempt_continues_beside_the_next_one() {
        assert_eq!(
            race_with(&[(260, Ok(())), (NEVER, Ok(()))]).await,
            (Ok(0), 260)
        );
        assert_eq!(
            race_with(&[(600, Ok(())), (10, REFUSED)]).await,
            (Ok(0), 600)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_error_is_returned_if_all_fail() {
        let all = [(300, UNREACHABLE), (1, REFUSED)];
        assert_eq!(
            race_with(&all).await,
            (Err(ErrorKind::NetworkUnreachable), 300)
        );
        assert_eq!(race_with(&[]).await, (Err(ErrorKind::NotFound), 0));
    }
}
