//! The client passes the check against the strict stub.

use bench_hyper::Hyper;

#[test]
fn the_client_sends_the_call_that_is_measured_and_reads_its_response() {
    let stub = bench_stub::Stub::start(true).expect("loopback has a free port");
    bench_driver::check::<Hyper>(&stub.endpoint()).expect("the check passes");
}
