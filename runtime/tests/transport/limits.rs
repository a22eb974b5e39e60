//! The settings of the pool.

use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;

use crate::idle::pass;
use crate::network::{Network, attempts, call_concurrently};

#[tokio::test]
async fn at_most_so_many_idle_connections_are_kept_per_origin() {
    for most in [0, 1, 3, 4, 9] {
        let network = Network::new(4);
        let config = network.config().pool_max_idle_per_host(most).build();
        let client = ClientCore::new(&config);
        call_concurrently(&client, 4).await;
        network.wait_until_open(most.min(4)).await;
        assert_eq!(attempts(&client).await, 1);
        assert_eq!(network.connections() > 4, most == 0);
    }
}

#[tokio::test]
async fn an_origin_keeps_64_idle_connections_by_default() {
    let network = Network::new(80);
    let client = ClientCore::new(&network.config().build());
    call_concurrently(&client, 80).await;
    network.wait_until_open(64).await;
    assert_eq!(attempts(&client).await, 1);
    assert_eq!(network.connections(), 80);
}

#[tokio::test]
async fn each_origin_has_its_own_limit() {
    let networks = [Network::new(2), Network::new(2)];
    let config = networks[0].config().pool_max_idle_per_host(2).build();
    for network in &networks {
        let url = format!("http://{}", network.address);
        let client = ClientCore::new(&config.to_builder().endpoint_url(url).build());
        call_concurrently(&client, 2).await;
        assert_eq!(attempts(&client).await, 1);
    }
    for network in &networks {
        network.wait_until_open(2).await;
    }
}

#[tokio::test]
async fn the_idle_time_can_be_set() {
    for (limit, idle, expected) in [
        (Some(Duration::from_secs(10)), 11, 2),
        (Some(Duration::from_secs(10)), 5, 1),
        (Some(Duration::ZERO), 0, 2),
        (None, 100_000, 1),
    ] {
        let network = Network::new(1);
        let config = network.config().pool_idle_timeout(limit).build();
        let client = ClientCore::new(&config);
        assert_eq!(attempts(&client).await, 1);
        pass(Duration::from_secs(idle)).await;
        assert_eq!(attempts(&client).await, 1);
        assert_eq!(network.connections(), expected, "{limit:?}, {idle} s");
    }
}
