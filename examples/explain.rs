//! Prints which credentials providers were tried, what each found, and why others were skipped.
//!
//! ```sh
//! cargo run --example explain
//! ```
//!
//! Here, the environment has an access key:
//!
//! ```text
//! …
//! (1)  environment…found…the access key AKIA…
//! (2)  profile…not tried…
//! (3)  web identity…not tried…
//! (4)  container…not tried…
//! (5)  instance metadata…not tried…
//! …
//! ```

#![allow(clippy::print_stdout, reason = "this is a command-line program")]

use querysmith::ConfigLoader;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let chain = ConfigLoader::new().default_chain();
    println!("{:#}", chain.explain().await);
}
