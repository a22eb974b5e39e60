//! The step that does I/O: send the request, and read the complete response.

use std::mem::take;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::uri::Authority;

use super::progress::Call;
use crate::config::retry::RetryReason;
use crate::error::Error;
use crate::system::clock::{BoxFuture, Elapsed, within};
use crate::transport::{ConnectionHints, SUSPECT_TIMEOUT, TransportError};

/// The longest pause before a first or second retry.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Takes and sends the request, and reads the complete response within the read timeout.
pub(super) async fn send(
    call: &mut Call<'_>,
    request: &mut http::Request<Bytes>,
) -> Result<http::Response<Bytes>, Error> {
    let exchange = begin(call, request)?;
    let outcome = within(call.config.timer(), exchange.limit, exchange.response).await;
    end(call, exchange.host, exchange.sent, outcome)
}

/// A request that is being sent.
struct Exchange<'a> {
    response: BoxFuture<'a, Received>,
    /// The time that is left for it, unless the operation timeout elapses first.
    limit: Option<Duration>,
    host: Option<Authority>,
    sent: SystemTime,
}

/// What a transport returns.
type Received = Result<http::Response<Bytes>, TransportError>;

fn begin<'a>(
    call: &mut Call<'a>,
    request: &mut http::Request<Bytes>,
) -> Result<Exchange<'a>, Error> {
    let config = call.config;
    let Some(transport) = config.transport() else {
        return Err(Error::configuration(
            Some(call.spec.name),
            "no transport is configured: set one in the config, or enable the feature `hyper`"
                .into(),
        ));
    };
    let host = request.uri().authority().cloned();
    // If the operation timeout elapses first, its timer is enough.
    let now = call.reading();
    let left = call.time_left_at(now.monotonic);
    let is_first = |read: &Duration| left.is_none_or(|left| *read <= left);
    let hints = ConnectionHints {
        opens_new: call.opens_new_connection,
        can_be_retried: can_be_retried(call, left),
    };
    hints.attach_to(request);
    call.sent();
    call.step = "waiting for the response";
    let limit = config.timeouts().read.filter(is_first);
    call.is_read_limited.store(limit.is_some(), Relaxed);
    Ok(Exchange {
        limit,
        host,
        sent: now.time,
        response: transport.send(take(request)),
    })
}

fn end(
    call: &mut Call<'_>,
    host: Option<Authority>,
    sent: SystemTime,
    outcome: Result<Received, Elapsed>,
) -> Result<http::Response<Bytes>, Error> {
    let (config, operation) = (call.config, call.spec.name);
    call.is_read_limited.store(false, Relaxed);
    match outcome {
        Ok(Ok(mut response)) => {
            call.connection = response.extensions_mut().remove();
            call.received(Some(response.status().as_u16()));
            if !config.disable_clock_skew_correction() {
                let received = call.reading().time;
                let skew = &call.state.clock_skew;
                skew.record(response.headers(), sent, received);
                config.measured_skew().set(skew.get().map(|skew| skew.0));
            }
            Ok(response)
        }
        Ok(Err(error)) => {
            call.received(None);
            Err(Error::transport(operation, error))
        }
        Err(Elapsed(limit)) => {
            call.received(None);
            let host = host.as_ref().map_or("", Authority::host);
            let message =
                format!("no complete response from {host} within {limit:?} (read timeout)");
            Err(Error::timeout(operation, message, None))
        }
    }
}

/// Whether an attempt that is given up early leaves a retry with the whole read timeout, when there
/// is this time left for the call.
fn can_be_retried(call: &Call<'_>, left: Option<Duration>) -> bool {
    let config = call.config;
    let cost = config.retry_rules().cost(RetryReason::Timeout);
    let has_time = match (config.timeouts().read, left) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(read), Some(left)) => left >= read + SUSPECT_TIMEOUT + LONGEST_PAUSE,
    };
    has_time
        && call.attempt < config.max_attempts()
        && call.has_timer
        && call.state.retry_quota.left() >= cost
}
