//! STS accepts requests and never responds.

use std::time::SystemTime;

use querysmith::ConfigLoader;
use querysmith::clock::{Clock, TokioSleep};
use querysmith::sts::Client;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::aws::{Aws, Mode};
use crate::outage::{PROFILE, TASKS};
use crate::{ManualClock, context};

/// The manual clock, which also advances with the time of tokio, as the timer does.
#[derive(Debug)]
struct TokioClock {
    clock: ManualClock,
    start: Instant,
}

impl Clock for TokioClock {
    fn now(&self) -> SystemTime {
        self.clock.now() + self.start.elapsed()
    }
}

#[tokio::test(start_paused = true)]
async fn callers_use_cached_credentials_in_time_while_the_source_hangs() {
    let aws = Aws::new();
    let clock = TokioClock {
        clock: aws.clock.clone(),
        start: Instant::now(),
    };
    let context = context(&aws, &[], PROFILE)
        .with_clock(clock)
        .with_sleep(TokioSleep);
    let config = ConfigLoader::new().context(context).load().await.unwrap();
    let client = Client::new(&config);
    client.get_caller_identity().send().await.unwrap();
    aws.set_mode(Mode::Hangs);
    // The credentials are expired, so every caller needs a refresh.
    aws.clock.advance(1000);
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let client = client.clone();
        tasks.spawn(async move { client.get_caller_identity().send().await });
    }
    for outcome in tasks.join_all().await {
        outcome.unwrap();
    }
    let calls = aws.calls();
    assert_eq!(calls.len(), 2 + TASKS);
    for call in calls.iter().skip(1) {
        assert_eq!(call.signed_by.as_deref(), Some("ASIA-Deploy-1"));
    }
}
