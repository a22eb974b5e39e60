//! What customized calls share with the client that made them.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{CustomizableOperation, http};

use crate::support::{
    ManualTime, Script, Scripted, WEIGHED, WeighInput, parcel, response, retrying,
};

fn customized(handle: &ClientCore) -> CustomizableOperation<WeighInput> {
    CustomizableOperation::new(handle.clone(), parcel())
}

#[test]
fn customized_calls_use_the_retry_quota_of_the_client() {
    let time = ManualTime::default();
    let transport = Scripted::responding(500, "");
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let call = customized(&handle).config_override(|config| config.max_attempts(5));
    time.run(call.send()).unwrap_err();
    assert_eq!(transport.requests().len(), 5);
    assert_eq!(handle.retry_quota_left(), 500 - 4 * 5);
}

#[test]
fn customized_calls_use_the_clock_skew_of_the_client() {
    let time = ManualTime::default();
    let mut response = response(200, WEIGHED);
    // The service clock is an hour ahead.
    let date = http::HeaderValue::from_static("Sun, 13 Sep 2020 13:26:40 GMT");
    response.headers_mut().insert("date", date);
    let transport = Scripted::new(Script::Http(response));
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    time.run(customized(&handle).send()).unwrap();
    assert_eq!(handle.clock_skew_ms(), Some(3_600_000));
    time.run(customized(&handle).send()).unwrap();
    let requests = transport.requests();
    assert_eq!(requests[0].headers()["x-amz-date"], "20200913T122640Z");
    assert_eq!(requests[1].headers()["x-amz-date"], "20200913T132640Z");
}

#[test]
fn later_overrides_are_added_to_earlier_ones() {
    let time = ManualTime::default();
    let transport = Scripted::responding(500, "");
    let handle = ClientCore::new(&retrying(&transport, &time).max_attempts(4).build());
    let call = customized(&handle)
        .config_override(|config| config.region("us-east-2"))
        .header("x-twice", "first")
        .header("x-twice", "second")
        .config_override(|config| config.max_attempts(2));
    time.run(call.send()).unwrap_err();
    let requests = transport.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.uri(), "https://post.us-east-2.example/");
        let twice: Vec<_> = request.headers().get_all("x-twice").iter().collect();
        assert_eq!(twice, ["second"]);
    }
}
