//! Pooled connections that the network has dropped.

use std::time::Duration;

use querysmith_runtime::clock::TokioSleep;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{RetryMode, http};

use crate::direct::get;
use crate::idle::pass;
use crate::network::{Death, Network, attempts, call_concurrently, weigh};
use crate::server::response;
use crate::support::WEIGHED;

#[tokio::test]
async fn however_many_pooled_connections_are_dead_a_call_succeeds_on_its_second_attempt() {
    for death in [Death::Reset, Death::Silent] {
        for connections in [1, 3, 5, 20] {
            let network = Network::new(connections);
            let client = ClientCore::new(&network.config().build());
            call_concurrently(&client, connections).await;
            assert_eq!(network.connections(), connections);
            network.kill_existing(death);
            assert_eq!(attempts(&client).await, 2, "{connections} {death:?}");
            assert_eq!(network.connections(), connections + 1);
            assert_eq!(attempts(&client).await, 1);
            assert_eq!(network.connections(), connections + 1);
        }
    }
}

#[tokio::test]
async fn concurrent_calls_over_dead_connections_succeed_on_their_second_attempts() {
    let network = Network::new(10);
    let client = ClientCore::new(&network.config().build());
    call_concurrently(&client, 10).await;
    network.kill_existing(Death::Reset);
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { attempts(&client).await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap() <= 2);
    }
}

#[tokio::test]
async fn a_request_of_the_transport_alone_drops_older_connections_too() {
    let network = Network::new(3);
    let config = network.config().build();
    call_concurrently(&ClientCore::new(&config), 3).await;
    network.kill_existing(Death::Reset);
    let transport = config.transport().unwrap();
    let request = || {
        let request = http::Request::get(format!("http://{}", network.address));
        request.body(querysmith_runtime::Bytes::new()).unwrap()
    };
    transport.send(request()).await.unwrap_err();
    transport.send(request()).await.unwrap();
    assert_eq!(network.connections(), 4);
}

#[tokio::test]
async fn a_request_that_is_abandoned_without_a_response_drops_older_connections() {
    let network = Network::new(3);
    let transport = crate::direct::transport();
    let url = format!("http://{}", network.address);
    let sent = (0..3).map(|_| {
        let (transport, url) = (transport.clone(), url.clone());
        tokio::spawn(async move { get(&transport, &url).await.unwrap() })
    });
    for sent in sent.collect::<Vec<_>>() {
        sent.await.unwrap();
    }
    network.kill_existing(Death::Silent);
    let abandoned = tokio::spawn({
        let (transport, url) = (transport.clone(), url.clone());
        async move { get(&transport, &url).await.map(drop) }
    });
    network.silent().await;
    abandoned.abort();
    assert!(abandoned.await.unwrap_err().is_cancelled());
    get(&transport, &url).await.unwrap();
    assert_eq!(network.connections(), 4);
}

#[tokio::test]
async fn a_connection_that_was_idle_for_long_is_not_trusted_with_the_whole_read_timeout() {
    let network = Network::new(1);
    let config = network.config().sleep(TokioSleep);
    let config = config.read_timeout(None).operation_timeout(None);
    let client = ClientCore::new(&config.build());
    assert_eq!(attempts(&client).await, 1);
    network.kill_existing(Death::Silent);
    pass(Duration::from_secs(60)).await;
    let call = tokio::spawn(async move { attempts(&client).await });
    network.silent().await;
    pass(Duration::from_secs(5)).await;
    assert_eq!(call.await.unwrap(), 2);
    assert_eq!(network.connections(), 2);
}

#[tokio::test]
async fn a_slow_response_is_awaited_over_any_connection_if_there_is_no_other_attempt() {
    let (release, released) = std::sync::mpsc::channel();
    let released = std::sync::Mutex::new(released);
    let network = Network::responding(1, move |_, request| {
        if request > 0 {
            released.lock().unwrap().recv().unwrap();
        }
        response("200 OK", WEIGHED)
    });
    let config = network.config().sleep(TokioSleep);
    let config = config.read_timeout(None).operation_timeout(None);
    let client = ClientCore::new(&config.retry_mode(RetryMode::Off).build());
    weigh(&client).await.unwrap();
    pass(Duration::from_secs(60)).await;
    let call = tokio::spawn(async move { weigh(&client).await });
    network.requested(2).await;
    pass(Duration::from_secs(20)).await;
    release.send(()).unwrap();
    assert_eq!(call.await.unwrap().unwrap().grams, 750);
    assert_eq!(network.connections(), 1);
}
