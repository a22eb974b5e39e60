//! Calls the fuzz targets without a fuzzer, and compares the XML reader with another one.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod markup;
mod published_docs;
mod seeds;
mod xml_oracle;
