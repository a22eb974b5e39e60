//! Calls without an available clock.

use std::time::SystemTime;

use querysmith_runtime::clock::Clock;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::presigning::PresigningConfig;
use querysmith_runtime::{Credentials, ErrorKind, Operation};

use crate::support::{KnockInput, Scripted, WEIGHED, WeighInput, config, parcel};

#[derive(Debug)]
struct NoClock;

impl Clock for NoClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn is_available(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn signing_is_an_error_with_help_and_nothing_is_sent() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport).clock(NoClock).build();
    let credentials = Credentials::new("AKID", "hush");
    let presigning = PresigningConfig::default();
    let mut request = parcel().to_request(&config).unwrap();
    let handle = ClientCore::new(&config);
    for error in [
        handle.call(&parcel()).await.unwrap_err(),
        handle
            .presign(&parcel(), presigning.clone())
            .await
            .unwrap_err(),
        WeighInput::sign(&mut request, &config, &credentials).unwrap_err(),
        parcel()
            .presign(&config, &credentials, &presigning)
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.contains("no clock, which signing needs: set one in the config"),
            "{text}"
        );
    }
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn unsigned_calls_need_no_clock() {
    let transport = Scripted::responding(200, "<KnockResponse/>");
    let config = config(&transport).clock(NoClock).build();
    ClientCore::new(&config).call(&KnockInput).await.unwrap();
    assert_eq!(transport.requests().len(), 1);
}
