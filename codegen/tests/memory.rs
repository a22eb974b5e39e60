//! Peak memory of generating a crate from a model with many members, whose text is much shorter than
//! the emitted code.

#![allow(
    clippy::cast_precision_loss,
    clippy::panic,
    reason = "a test fails by panicking, and its sizes are small"
)]

use std::fmt::Write;

use peak_alloc::PeakAlloc;
use querysmith_codegen::{Inputs, generate};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The number of operations. Each has an input, an output and a shared structure.
const OPERATIONS: usize = 60;
const MEMBERS: usize = 30;

fn model() -> String {
    let (mut operations, mut shapes) = (String::new(), String::new());
    for i in 0..OPERATIONS {
        let comma = if i > 0 { "," } else { "" };
        let _ = write!(operations, r#"{comma}{{"target":"a#Act{i}"}}"#);
        let members = |start: &str| {
            let member = |j| format!(r#","{start}{j}":{{"target":"smithy.api#String"}}"#);
            (0..MEMBERS).map(member).collect::<String>()
        };
        let parts = format!(r#""Parts":{{"target":"a#Parts{i}"}}"#);
        let (input, output, part) = (members("In"), members("Out"), members("Key"));
        let _ = write!(
            shapes,
            r##","a#Act{i}":{{"type":"operation","input":{{"target":"a#In{i}"}},"output":{{"target":"a#Out{i}"}}}},
            "a#In{i}":{{"type":"structure","members":{{{parts}{input}}}}},
            "a#Out{i}":{{"type":"structure","members":{{{parts}{output}}}}},
            "a#Parts{i}":{{"type":"list","member":{{"target":"a#Part{i}"}}}},
            "a#Part{i}":{{"type":"structure","members":{{"Id":{{"target":"smithy.api#Long"}}{part}}}}}"##
        );
    }
    format!(
        r#"{{"smithy":"2.0","shapes":{{"a#Service":{{"type":"service","version":"1",
        "operations":[{operations}],"traits":{{"aws.api#service":{{"sdkId":"Many"}},
        "aws.auth#sigv4":{{"name":"many"}},"aws.protocols#awsQuery":{{}}}}}}{shapes}}}}}"#
    )
}

#[test]
fn files_that_grow_with_the_model_are_not_in_memory_as_tokens() {
    let model = model();
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage_as_mb();
    let generated = generate(&Inputs::new("many.json", &model));
    let generated = generated.unwrap_or_else(|defects| panic!("{defects}"));
    let peak = ALLOCATOR.peak_usage_as_mb() - before;
    let emitted: usize = generated.files.values().map(String::len).sum();
    let texts = (model.len() + emitted) as f32 / 1024.0 / 1024.0;
    // The rest is the resolved model. The serializers of all types take thirty times their text as
    // tokens and as a syntax tree.
    let times = peak / texts;
    assert!(
        times < 3.5,
        "{peak:.1} MiB, {times:.1} times the {texts:.1} MiB of the model and its crate"
    );
}
