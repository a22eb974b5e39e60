//! When a call is retried, after what backoff, and when it gives up. Time is advanced manually.

mod backoff;
mod classifying;
mod client;
mod quota;
mod settings;
