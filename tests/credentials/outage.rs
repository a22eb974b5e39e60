//! STS fails for ten minutes past an expiry, while 500 tasks ask for credentials.

use querysmith::credentials::{CachedCredentials, DefaultChain, ProvideCredentials};
use querysmith::randomness::Randomness;
use tokio::task::JoinSet;

use crate::aws::{Aws, Mood};
use crate::context;

pub(crate) const TASKS: usize = 500;
const TICK: u64 = 20;

/// Refreshes are counted here, and what the client tries again would hide how many there are.
const ONE_ATTEMPT: [(&str, &str); 1] = [("AWS_MAX_ATTEMPTS", "1")];

pub(crate) const PROFILE: &str = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
    source_profile = base\nduration_seconds = 900\n[profile base]\naws_access_key_id = AKID-BASE\n\
    aws_secret_access_key = hush";

/// Always the middle of what may be chosen.
#[derive(Debug)]
struct Middle;

impl Randomness for Middle {
    fn uniform(&self) -> f64 {
        0.5
    }

    fn fill(&self, _: &mut [u8]) {}
}

/// What all tasks get when they ask at the same time.
async fn ask_all(cache: &CachedCredentials) -> Vec<Result<String, String>> {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let cache = cache.clone();
        tasks.spawn(async move {
            let given = cache.provide_credentials().await;
            given
                .map(|credentials| credentials.access_key_id().to_owned())
                .map_err(|error| error.to_string())
        });
    }
    tasks.join_all().await
}

#[tokio::test]
async fn nobody_notices_and_all_recover_with_the_first_refresh_after_it() {
    let aws = Aws::new();
    let chain = DefaultChain::new(&context(&aws, &ONE_ATTEMPT, PROFILE));
    let cache = CachedCredentials::builder(chain)
        .clock(aws.clock.clone())
        .randomness(Middle)
        .build();
    let first = ask_all(&cache).await;
    assert!(
        first
            .iter()
            .all(|key| key.as_deref() == Ok("ASIA-Deploy-1"))
    );
    assert_eq!(aws.calls().len(), 1);

    let expiry = aws.clock.secs() + 900;
    aws.mood(Mood::Fails(503, "ServiceUnavailable"));
    aws.clock.advance(500);
    while aws.clock.secs() <= expiry + 600 {
        for key in ask_all(&cache).await {
            assert_eq!(
                key.as_deref(),
                Ok("ASIA-Deploy-1"),
                "at {}",
                aws.clock.secs()
            );
        }
        aws.clock.advance(TICK);
    }
    let in_vain = aws.calls().len() - 1;
    assert!(
        (2..=3).contains(&in_vain),
        "one each 450 s, found {in_vain} in 1000 s"
    );

    aws.mood(Mood::Gives);
    let back_at = aws.clock.secs();
    while aws.calls().len() == in_vain + 1 {
        assert!(
            aws.clock.secs() - back_at <= 450 + TICK,
            "it is not asked again"
        );
        aws.clock.advance(TICK);
        let keys = ask_all(&cache).await;
        let expected = match aws.calls().len() - in_vain {
            1 => "ASIA-Deploy-1",
            _ => "ASIA-Deploy-2",
        };
        assert!(keys.iter().all(|key| key.as_deref() == Ok(expected)));
    }
    assert_eq!(aws.calls().len(), in_vain + 2);
    assert_eq!(aws.most_at_once(), 1);
}

#[tokio::test]
async fn a_refusal_is_raised_at_once_and_costs_one_call() {
    let aws = Aws::new();
    aws.mood(Mood::Fails(403, "AccessDenied"));
    let chain = DefaultChain::new(&context(&aws, &ONE_ATTEMPT, PROFILE));
    let cache = CachedCredentials::builder(chain)
        .clock(aws.clock.clone())
        .build();
    for key in ask_all(&cache).await {
        assert!(key.unwrap_err().contains("AccessDenied"));
    }
    assert_eq!(aws.calls().len(), 1);
}
