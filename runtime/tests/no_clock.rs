//! Calls where nothing tells the time.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod support;

use std::time::SystemTime;

use querysmith_runtime::clock::Clock;
use querysmith_runtime::presigning::PresigningConfig;
use querysmith_runtime::{Credentials, ErrorKind, Handle, Operation};
use support::{KnockInput, Scripted, WEIGHED, WeighInput, config, parcel};

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
async fn what_is_signed_is_an_error_that_says_what_to_do_and_nothing_is_sent() {
    let transport = Scripted::answer(200, WEIGHED);
    let config = config(&transport).clock(NoClock).build();
    let credentials = Credentials::new("AKID", "hush");
    let presigning = PresigningConfig::default();
    let mut request = parcel().to_request(&config).unwrap();
    let handle = Handle::new(&config);
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
async fn what_is_not_signed_needs_no_clock() {
    let transport = Scripted::answer(200, "<KnockResponse/>");
    let config = config(&transport).clock(NoClock).build();
    Handle::new(&config).call(&KnockInput).await.unwrap();
    assert_eq!(transport.requests().len(), 1);
}
