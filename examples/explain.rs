//! Prints which credentials providers were tried, what each found, and why others were skipped.
//!
//! ```sh
//! cargo run --example explain
//! ```

#![allow(clippy::print_stdout, reason = "this is a command-line program")]

use querysmith::ConfigLoader;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let chain = ConfigLoader::new().default_chain();
    println!("{:#}", chain.explain().await);
}
