//! STS fails for ten minutes after credentials have expired, while 500 tasks request credentials.

use querysmith::credentials::{CachedCredentials, DefaultChain, ProvideCredentials};
use querysmith::randomness::Randomness;
use tokio::task::JoinSet;

use crate::aws::{Aws, Mode};
use crate::context;

pub(crate) const TASKS: usize = 500;
const TICK: u64 = 20;

/// Turns retries off, so that the number of requests is the number of refreshes.
const ONE_ATTEMPT: [(&str, &str); 1] = [("AWS_MAX_ATTEMPTS", "1")];

pub(crate) const PROFILE: &str = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
    source_profile = base\nduration_seconds = 900\n[profile base]\naws_access_key_id = AKID-BASE\n\
    aws_secret_access_key = hush";

/// A random source that always returns the middle of the range.
#[derive(Debug)]
struct Middle;

impl Randomness for Middle {
    fn uniform(&self) -> f64 {
        0.5
    }

    fn fill(&self, _: &mut [u8]) {}
}

/// The results of all tasks, which request credentials at the same time.
async fn request_all(cache: &CachedCredentials) -> Vec<Result<String, String>> {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let cache = cache.clone();
        tasks.spawn(async move {
            let result = cache.provide_credentials().await;
            result
                .map(|credentials| credentials.access_key_id().to_owned())
                .map_err(|error| error.to_string())
        });
    }
    tasks.join_all().await
}

#[tokio::test]
async fn cached_credentials_are_served_until_the_first_successful_refresh() {
    let aws = Aws::new();
    let chain = DefaultChain::new(&context(&aws, &ONE_ATTEMPT, PROFILE));
    let cache = CachedCredentials::builder(chain)
        .clock(aws.clock.clone())
        .randomness(Middle)
        .build();
    let first = request_all(&cache).await;
    assert!(
        first
            .iter()
            .all(|key| key.as_deref() == Ok("ASIA-Deploy-1"))
    );
    assert_eq!(aws.calls().len(), 1);

    let expiry = aws.clock.secs() + 900;
    aws.set_mode(Mode::Fails(503, "ServiceUnavailable"));
    aws.clock.advance(500);
    while aws.clock.secs() <= expiry + 600 {
        for key in request_all(&cache).await {
            assert_eq!(
                key.as_deref(),
                Ok("ASIA-Deploy-1"),
                "at {}",
                aws.clock.secs()
            );
        }
        aws.clock.advance(TICK);
    }
    let failed = aws.calls().len() - 1;
    assert!(
        (2..=3).contains(&failed),
        "expected one refresh per 450 s, found {failed} in 1000 s"
    );

    aws.set_mode(Mode::Succeeds);
    let recovered_at = aws.clock.secs();
    while aws.calls().len() == failed + 1 {
        assert!(
            aws.clock.secs() - recovered_at <= 450 + TICK,
            "STS is not called again"
        );
        aws.clock.advance(TICK);
        let keys = request_all(&cache).await;
        let expected = match aws.calls().len() - failed {
            1 => "ASIA-Deploy-1",
            _ => "ASIA-Deploy-2",
        };
        assert!(keys.iter().all(|key| key.as_deref() == Ok(expected)));
    }
    assert_eq!(aws.calls().len(), failed + 2);
    assert_eq!(aws.max_in_flight(), 1);
}

#[tokio::test]
async fn a_permanent_error_is_returned_immediately_after_one_call() {
    let aws = Aws::new();
    aws.set_mode(Mode::Fails(403, "AccessDenied"));
    let chain = DefaultChain::new(&context(&aws, &ONE_ATTEMPT, PROFILE));
    let cache = CachedCredentials::builder(chain)
        .clock(aws.clock.clone())
        .build();
    for key in request_all(&cache).await {
        assert!(key.unwrap_err().contains("AccessDenied"));
    }
    assert_eq!(aws.calls().len(), 1);
}
