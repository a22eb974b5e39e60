//! When hooks run, and in which order.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{Credentials, ErrorKind, Operation, PresigningConfig};

use super::client::{Client, fails, succeeds};
use crate::support::hooks::{Notes, Recorder};
use crate::support::time::secs;
use crate::support::{KnockInput, Script, WeighInput, parcel};

#[test]
fn hooks_run_in_the_order_of_the_steps_of_a_call() {
    let notes = Notes::default();
    let client = Client::new([fails(), succeeds()], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&parcel()).unwrap();
    assert_eq!(
        notes.take(),
        [
            "read_before_execution",
            "modify_before_serialization",
            "read_before_serialization",
            "read_after_serialization",
            "modify_before_retry_loop",
            "read_before_attempt 1",
            "modify_before_signing 1",
            "read_before_signing 1",
            "read_after_signing 1",
            "modify_before_transmit 1",
            "read_before_transmit 1",
            "read_after_transmit 1",
            "modify_before_deserialization 1",
            "read_before_deserialization 1",
            "read_after_deserialization 1",
            "read_after_attempt 1: Service",
            "read_before_attempt 2",
            "modify_before_signing 2",
            "read_before_signing 2",
            "read_after_signing 2",
            "modify_before_transmit 2",
            "read_before_transmit 2",
            "read_after_transmit 2",
            "modify_before_deserialization 2",
            "read_before_deserialization 2",
            "read_after_deserialization 2",
            "read_after_attempt 2: 200",
            "read_after_execution 2: 200",
        ]
    );
}

#[test]
fn interceptors_run_in_the_order_in_which_they_were_added() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config
            .interceptor(Recorder::new(&notes).named("a "))
            .interceptor(Recorder::new(&notes).named("b "))
    });
    client.call(&parcel()).unwrap();
    let notes = notes.take();
    assert_eq!(
        notes[..2],
        ["a read_before_execution", "b read_before_execution"]
    );
    // All `modify_` hooks run before all `read_` hooks.
    let signing: Vec<_> = notes
        .iter()
        .filter(|note| note.contains("before_signing"))
        .collect();
    assert_eq!(
        signing,
        [
            "a modify_before_signing 1",
            "b modify_before_signing 1",
            "a read_before_signing 1",
            "b read_before_signing 1",
        ]
    );
}

#[test]
fn signing_hooks_also_run_for_an_unsigned_call() {
    let notes = Notes::default();
    let client = Client::new([Script::Respond(204, String::new())], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&KnockInput).unwrap();
    let notes = notes.take();
    assert!(
        notes.contains(&"modify_before_signing 1".to_owned()),
        "{notes:?}"
    );
    assert_eq!(notes.last().unwrap(), "read_after_execution 1: 204");
}

#[test]
fn the_final_hooks_also_run_when_a_timeout_ends_the_call() {
    let notes = Notes::default();
    let client = Client::new([Script::Hang], |config| {
        config
            .interceptor(Recorder::new(&notes))
            .read_timeout(None)
            .operation_timeout(secs(5))
    });
    client.call(&parcel()).unwrap_err();
    let notes = notes.take();
    assert_eq!(
        notes[notes.len() - 3..],
        [
            "read_before_transmit 1",
            "read_after_attempt 1: Timeout",
            "read_after_execution 1: Timeout",
        ]
    );
}

#[test]
fn an_invalid_input_runs_only_the_first_and_the_last_hooks() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&WeighInput::default()).unwrap_err();
    assert_eq!(
        notes.take(),
        [
            "read_before_execution",
            "modify_before_serialization",
            "read_after_execution 0: Validation"
        ]
    );
}

#[test]
fn presigning_runs_the_hooks_up_to_signing() {
    let expected = [
        "modify_before_serialization",
        "read_before_serialization",
        "read_after_serialization",
        "modify_before_retry_loop",
        "modify_before_signing",
        "read_before_signing",
        "read_after_signing",
    ];
    let notes = Notes::default();
    let client = Client::new([], |config| config.interceptor(Recorder::new(&notes)));
    let presigning = || PresigningConfig::expires_in(secs(60)).unwrap();
    let presign = |handle: &ClientCore| client.time.run(handle.presign(&parcel(), presigning()));
    presign(&client.handle).unwrap();
    assert_eq!(notes.take(), expected);

    let config = client.handle.config();
    let credentials = Credentials::new("AKID", "hush");
    let presigned = parcel().presign(config, &credentials, &presigning());
    presigned.unwrap();
    assert_eq!(notes.take(), expected);

    let unsigned = KnockInput.presign(config, &credentials, &presigning());
    unsigned.unwrap();
    assert_eq!(notes.take(), expected);

    for hook in expected {
        let failing = Recorder::new(&notes).failing_at(hook);
        let config = config.to_builder().without_interceptors();
        let handle = ClientCore::new(&config.interceptor(failing).build());
        let error = presign(&handle).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor);
        assert!(error.to_string().contains(hook), "{error}");
    }
}

#[test]
fn building_and_signing_a_request_without_io_runs_no_hooks() {
    let notes = Notes::default();
    let client = Client::new([], |config| config.interceptor(Recorder::new(&notes)));
    let config = client.handle.config();
    let mut request = parcel().to_request(config).unwrap();
    WeighInput::sign(&mut request, config, &Credentials::new("AKID", "hush")).unwrap();
    assert!(notes.take().is_empty());
}
