//! TCP connections to hosts that may have several addresses, some of which may not answer: RFC
//! 8305, "Happy Eyeballs".

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::system::clock::BoxFuture;

/// How long an address is waited for before the next one is tried beside it: the "Connection
/// Attempt Delay" of RFC 8305, section 8.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Connects to the address of `host` that answers first.
pub(super) async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let addresses = lookup_host((host, port)).await?.collect();
    let stream = first(in_turn(addresses), |address| {
        Box::pin(TcpStream::connect(address))
    })
    .await?;
    // A request is one small write; waiting for more to send would only delay it.
    // Some systems refuse it where the other end has closed already, which shows later on.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// The addresses with the two families in turn, as it is one family that does not get through.
/// Which one comes first, and the order within each, is left as the system wants it.
fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let count = addresses.len();
    let is_v4_first = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (mut these, mut those): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .rev()
        .partition(|address| address.is_ipv4() == is_v4_first);
    let mut in_turn = Vec::with_capacity(count);
    while in_turn.len() < count {
        in_turn.extend(these.pop());
        in_turn.extend(those.pop());
    }
    in_turn
}

/// What `connect` gives for the first address that it gives something for. Each is begun when one
/// before has failed or has taken long; those begun go on. If all fail, it is the last error: the
/// first is mostly that a whole family of addresses cannot be reached from here.
async fn first<T>(
    addresses: Vec<SocketAddr>,
    connect: impl Fn(SocketAddr) -> BoxFuture<'static, io::Result<T>>,
) -> io::Result<T> {
    let mut failure = None;
    let mut attempts = Vec::new();
    let mut addresses = addresses.into_iter();
    loop {
        let next = addresses.next();
        let none_is_left = next.is_none();
        attempts.extend(next.map(&connect));
        if attempts.is_empty() {
            let none = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
            return Err(failure.unwrap_or_else(none));
        }
        let outcome = match none_is_left {
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

/// What the first of `attempts` to end gives; the others stay.
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

    #[track_caller]
    fn assert_in_turn(given: &[&str], expected: &[&str]) {
        assert_eq!(in_turn(addresses(given)), addresses(expected));
    }

    #[test]
    fn families_take_turns_and_keep_their_order() {
        assert_in_turn(&[], &[]);
        assert_in_turn(&["1.1.1.1"], &["1.1.1.1"]);
        assert_in_turn(
            &["[::1]", "[::2]", "[::3]", "1.1.1.1", "2.2.2.2"],
            &["[::1]", "1.1.1.1", "[::2]", "2.2.2.2", "[::3]"],
        );
        assert_in_turn(
            &["1.1.1.1", "2.2.2.2", "[::1]"],
            &["1.1.1.1", "[::1]", "2.2.2.2"],
        );
    }

    /// What comes of connecting to addresses that do this after as many milliseconds, and how many
    /// milliseconds it took. An address that succeeds gives its index.
    async fn race(addresses: &[(u64, Result<(), ErrorKind>)]) -> (Result<u16, ErrorKind>, u128) {
        let ports = 0..addresses.len() as u16;
        let these = ports
            .map(|port| SocketAddr::from(([1, 1, 1, 1], port)))
            .collect();
        let start = Instant::now();
        let outcome = first(these, |address| {
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
    async fn the_first_address_that_answers_in_time_is_the_only_one_tried() {
        assert_eq!(race(&[(249, Ok(())), (0, Ok(()))]).await, (Ok(0), 249));
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_fails_makes_way_at_once() {
        let attempts = [(1, REFUSED), (1, UNREACHABLE), (10, Ok(()))];
        assert_eq!(race(&attempts).await, (Ok(2), 12));
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_does_not_answer_is_overtaken() {
        assert_eq!(race(&[(NEVER, Ok(())), (10, Ok(()))]).await, (Ok(1), 260));
        let attempts = [(NEVER, Ok(())), (NEVER, Ok(())), (10, Ok(()))];
        assert_eq!(race(&attempts).await, (Ok(2), 510));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_address_is_not_given_up_for_the_next() {
        assert_eq!(race(&[(260, Ok(())), (NEVER, Ok(()))]).await, (Ok(0), 260));
        assert_eq!(race(&[(600, Ok(())), (10, REFUSED)]).await, (Ok(0), 600));
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_error_is_told_when_all_have_failed() {
        let all = [(300, UNREACHABLE), (1, REFUSED)];
        assert_eq!(race(&all).await, (Err(ErrorKind::NetworkUnreachable), 300));
        assert_eq!(race(&[]).await, (Err(ErrorKind::NotFound), 0));
    }
}
