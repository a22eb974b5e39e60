//! The first example that the README names.

// The `main` function of the example is unused here.
#[allow(dead_code, unreachable_pub)]
#[path = "../../examples/quickstart.rs"]
mod quickstart;

#[tokio::test]
async fn the_first_run_needs_no_account_and_no_network() {
    quickstart::run().await.unwrap();
}
