//! Faults on demand.

use querysmith_local_sts::{Fault, FaultRule};
use querysmith_testing::ScriptedRandomness;

use super::*;

/// A config without retries.
fn once(sts: &LocalSts) -> Config {
    sts.config("alice").to_builder().max_attempts(1).build()
}

#[tokio::test]
async fn a_fault_fails_the_requests_that_it_is_for() {
    let sts = LocalSts::start().await.unwrap();
    for (fault, code, status) in [
        (Fault::Throttling, "Throttling", 400),
        (Fault::InternalFailure, "InternalFailure", 500),
        (Fault::ServiceUnavailable, "ServiceUnavailable", 503),
    ] {
        sts.inject(
            FaultRule::new(fault)
                .operation("GetCallerIdentity")
                .times(1),
        );
        assume(&once(&sts), DEPLOY).await;
        let refused = error(Client::new(&once(&sts)).get_caller_identity().send().await);
        assert_eq!((refused.0.as_str(), refused.1), (code, status));
        assert_eq!(reason(&sts), "injected fault");
        arn_of(&once(&sts)).await;
    }
}

#[tokio::test]
async fn a_client_retries_transient_faults() {
    let sts = LocalSts::start().await.unwrap();
    for fault in [
        Fault::Throttling,
        Fault::ServiceUnavailable,
        Fault::Cut,
        Fault::CutBody,
    ] {
        sts.inject(FaultRule::new(fault).times(1));
        // Without a pause between the attempts.
        let randomness = ScriptedRandomness::new([0.0; 4]);
        let config = sts
            .config("alice")
            .to_builder()
            .randomness(randomness)
            .build();
        let identity = Client::new(&config)
            .get_caller_identity()
            .send()
            .await
            .unwrap();
        assert_eq!(
            identity.response_metadata().attempts().len(),
            2,
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_has_no_response() {
    let sts = LocalSts::start().await.unwrap();
    for fault in [Fault::Cut, Fault::CutBody] {
        sts.inject(FaultRule::new(fault).times(1));
        let error = Client::new(&once(&sts))
            .get_caller_identity()
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.code(), None, "{error}");
    }
    assert_eq!(sts.log()[0].code.as_deref(), Some("cut"));
    assert_eq!(sts.log()[0].status, 0);
}

#[tokio::test]
async fn a_response_can_be_late() {
    let sts = LocalSts::start().await.unwrap();
    sts.inject("latency=30ms".parse().unwrap());
    let start = std::time::Instant::now();
    arn_of(&once(&sts)).await;
    assert!(start.elapsed() >= Duration::from_millis(30));
    sts.clear_faults();
    sts.inject("latency=3600s:GetCallerIdentity".parse().unwrap());
    let config = once(&sts)
        .to_builder()
        .operation_timeout(Duration::from_millis(20))
        .build();
    let error = Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn the_clock_of_the_service_can_be_wrong() {
    let sts = LocalSts::start().await.unwrap();
    sts.inject("clock=7200s".parse().unwrap());
    let identity = client(&sts, "alice")
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    // The client corrects its clock by the date of the first response.
    assert_eq!(identity.response_metadata().attempts().len(), 2);
}

#[tokio::test]
async fn random_faults_are_the_same_with_the_same_seed() {
    let codes = |seed| async move {
        let builder = LocalSts::builder().fault("500@0.5".parse().unwrap());
        let sts = builder.fault_seed(seed).start().unwrap();
        for _ in 0..20 {
            let _ = Client::new(&once(&sts)).get_caller_identity().send().await;
        }
        sts.log()
            .into_iter()
            .map(|entry| entry.status)
            .collect::<Vec<_>>()
    };
    let found = codes(7).await;
    assert_eq!(found.len(), 20);
    assert!(found.contains(&200) && found.contains(&500), "{found:?}");
    assert_eq!(found, codes(7).await);
    assert_ne!(found, codes(8).await);
}
