//! Tests of `diff`: the effects of a new version of a model on dependents of the crate.

mod api;
mod endpoints;
mod judgements;
mod mutations;
mod output;
mod published;
mod soundness;
mod support;
