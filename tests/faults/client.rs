//! A client with a fake clock and timer.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock, Sleep};
use querysmith::randomness::{FastRandomness, Randomness};
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};
use querysmith::{Config, ConfigBuilder, Credentials};

use crate::kind::{self, Client};
use crate::server::Server;

/// A time limit that only a hanging test exceeds.
const BOUND: Duration = Duration::from_secs(30);

/// The time limit of an attempt. It elapses when the server stalls or drips.
pub(crate) const READ: Duration = Duration::from_secs(11);

/// The time limit of a call. It never elapses; a test of it uses `READ` instead.
pub(crate) const OPERATION: Duration = Duration::from_secs(22);

/// The time of the fake clock.
const NOW: Duration = Duration::from_secs(1_777_863_721);

/// A timer. Its time limits elapse as described above, and its back-off delays immediately.
pub(crate) struct FakeTimer {
    server: Arc<Server>,
    delays: Mutex<Vec<Duration>>,
}

impl FakeTimer {
    pub(crate) fn for_server(server: &Arc<Server>) -> Arc<Self> {
        Arc::new(Self {
            server: Arc::clone(server),
            delays: Mutex::default(),
        })
    }

    /// The back-off delays since the last call of this function, in milliseconds.
    pub(crate) fn take_delays(&self) -> Vec<u128> {
        let delays = std::mem::take(&mut *self.delays.lock().unwrap());
        delays.iter().map(Duration::as_millis).collect()
    }
}

impl Sleep for FakeTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match duration {
            READ => {
                let stalled = self.server.stalled();
                Box::pin(async move {
                    stalled.await;
                    settle().await;
                })
            }
            OPERATION => Box::pin(std::future::pending()),
            delay => {
                self.delays.lock().unwrap().push(delay);
                Box::pin(settle())
            }
        }
    }
}

/// Lets the client side of connections process received bytes.
pub(crate) async fn settle() {
    // Spawned on the runtime of the connections, which is another thread for the blocking client.
    let settled = tokio::spawn(async {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    });
    settled.await.unwrap();
}

impl fmt::Debug for FakeTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeTimer")
    }
}

/// A clock that always returns `NOW`.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }
}

/// A random source that selects half of the maximum back-off delay, and random ids.
#[derive(Debug)]
struct Half;

impl Randomness for Half {
    fn uniform(&self) -> f64 {
        0.5
    }

    fn fill(&self, bytes: &mut [u8]) {
        FastRandomness.fill(bytes);
    }
}

/// A config with the default settings, such as three attempts, for this server and this timer.
pub(crate) fn config(server: &Arc<Server>, timer: &Arc<FakeTimer>) -> ConfigBuilder {
    Config::builder()
        .endpoint_url(format!("http://{}", server.address()))
        .region("eu-west-1")
        .credentials_provider(Credentials::new(
            "EXAMPLE_SIGNING_KEY_ID",
            "hush-signing-key",
        ))
        .read_timeout(READ)
        .operation_timeout(OPERATION)
        .sleep(Arc::clone(timer))
        .clock(Stopped)
        .randomness(Half)
}

/// Makes a call, with a time limit.
pub(crate) async fn call(
    client: &Client,
) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    bounded(kind::send(client)).await
}

/// Makes a call and checks that it succeeds with the output that the server sends.
pub(crate) async fn call_successfully(client: &Client) -> GetCallerIdentityOutput {
    let output = call(client).await.expect("a call that succeeds");
    assert_eq!(output.account(), Some("111122223333"));
    assert_eq!(output.arn(), Some("arn:aws:iam::111122223333:user/ann"));
    output
}

/// Waits for the future, and panics if it exceeds the time limit.
pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(BOUND, future).await;
    outcome.expect("the test hangs")
}
