//! Tests of invalid models, with the complete diagnostics that the generator reports.
//!
//! Each test edits the same valid model, so that only the defect under test is reported.

mod constraints;
mod document;
mod endpoint_rules;
mod examples;
mod names;
mod overlay;
mod pagination;
mod robustness;
mod service;
mod shapes;
mod strict;
mod structures;
mod support;
mod traits;
mod waiters;
