//! A client whose time does not pass by itself.

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

/// Much more than anything here takes: a test that hangs fails.
const BOUND: Duration = Duration::from_secs(30);

/// The limit of an attempt. It passes when the server stalls or drips.
pub(crate) const READ: Duration = Duration::from_secs(11);

/// The limit of a call. It does not pass unless a test makes it the shorter one.
pub(crate) const OPERATION: Duration = Duration::from_secs(22);

/// The time in every signature.
const NOW: Duration = Duration::from_secs(1_777_863_721);

/// What waits for a server: limits pass as above, and pauses at once.
pub(crate) struct Waiting {
    server: Arc<Server>,
    pauses: Mutex<Vec<Duration>>,
}

impl Waiting {
    pub(crate) fn for_server(server: &Arc<Server>) -> Arc<Self> {
        Arc::new(Self {
            server: Arc::clone(server),
            pauses: Mutex::default(),
        })
    }

    /// The pauses between attempts since it was last asked, in milliseconds.
    pub(crate) fn take_pauses(&self) -> Vec<u128> {
        let pauses = std::mem::take(&mut *self.pauses.lock().unwrap());
        pauses.iter().map(Duration::as_millis).collect()
    }
}

impl Sleep for Waiting {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match duration {
            READ => {
                let said = self.server.has_nothing_more();
                Box::pin(async move {
                    said.await;
                    settle().await;
                })
            }
            OPERATION => Box::pin(std::future::pending()),
            pause => {
                self.pauses.lock().unwrap().push(pause);
                Box::pin(settle())
            }
        }
    }
}

/// Gives the client's side of connections the time to see what came.
pub(crate) async fn settle() {
    // Where the connections are, which for the blocking client is another thread.
    let seen = tokio::spawn(async {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    });
    seen.await.unwrap();
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }
}

/// Half of the longest pause each time, and ids that differ.
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

/// The defaults of a client, three attempts among them, with its server and its time.
pub(crate) fn config(server: &Arc<Server>, waiting: &Arc<Waiting>) -> ConfigBuilder {
    Config::builder()
        .endpoint_url(format!("http://{}", server.address()))
        .region("eu-west-1")
        .credentials_provider(Credentials::new(
            "EXAMPLE_SIGNING_KEY_ID",
            "hush-signing-key",
        ))
        .read_timeout(READ)
        .operation_timeout(OPERATION)
        .sleep(Arc::clone(waiting))
        .clock(Stopped)
        .randomness(Half)
}

/// The outcome of a call, unless it takes forever.
pub(crate) async fn call(
    client: &Client,
) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    bounded(kind::send(client)).await
}

/// The call has to succeed, and gives what the server says.
pub(crate) async fn call_ok(client: &Client) -> GetCallerIdentityOutput {
    let output = call(client).await.expect("a call that succeeds");
    assert_eq!(output.account(), Some("111122223333"));
    assert_eq!(output.arn(), Some("arn:aws:iam::111122223333:user/ann"));
    output
}

pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(BOUND, future).await;
    outcome.expect("this does not take so long unless it hangs")
}
