//! Emits the tests of a crate, by reading its source: which types there are, and what they hold.

mod source;
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::model::Model;
use source::{Held, Operation, Source};

/// The text of a file of tests: each operation of the crate `name`, whose files these are by their
/// paths, against the model at `model_path`.
///
/// # Panics
///
/// When types do not have the members that the model has.
pub fn glue(
    name: &str,
    model_path: &str,
    model: &Model,
    files: &BTreeMap<String, String>,
) -> String {
    let mut source = Source::default();
    for (path, text) in files {
        let module = path
            .strip_prefix("src/")
            .and_then(|path| path.strip_suffix(".rs"));
        if let Some(module) = module {
            source.read(module, text);
        }
    }
    let mut glue = Glue {
        krate: name.replace('-', "_"),
        model,
        source: &source,
        done: BTreeSet::new(),
        out: String::new(),
    };
    for operation in &source.operations {
        glue.operation(operation);
    }
    // Any operation can read an answer of failure.
    if let Some(operation) = source.operations.first() {
        for error in &source.errors {
            glue.error(error, &operation.input);
        }
    }
    let head = format!(
        r#"//! Emitted from the source of {name} and from its model.

#![allow(dead_code, deprecated, non_snake_case, unused_imports, unused_parens)]

use std::sync::LazyLock;

use querysmith_round_trips::{{
    Members, Model, Tree, check_answers, check_requests, check_typed_answers, check_typed_errors,
}};
use querysmith_runtime::http::Response;
use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_testing::Answer;
use querysmith_runtime::{{Bytes, DateTime, Error, Operation}};

static MODEL: LazyLock<Model> = LazyLock::new(|| {{
    Model::parse(&std::fs::read_to_string({model_path:?}).expect("a model"))
}});

fn body<O: Operation>(input: &O) -> String {{
    let mut writer = QueryWriter::new(O::SPEC.name, O::SPEC.service.api_version);
    input.serialize(&mut writer);
    writer.finish()
}}

fn read<O: Operation<Error: ToString>>(answer: &Answer) -> Result<O::Output, String> {{
    let response = answer.response().expect("an answer");
    O::parse_response(response).map_err(|error| error.to_string())
}}

fn read_error<O: Operation<Error: Into<Error>>>(answer: &Answer) -> Result<Error, String> {{
    let response = answer.response().expect("an answer");
    match O::parse_response(response) {{
        Ok(_) => Err("an answer of success".to_owned()),
        Err(error) => Ok(error.into()),
    }}
}}

fn written(xml: String) -> Answer {{
    Response::new(Bytes::from(xml)).into()
}}

fn time((seconds, nanoseconds): (i64, u32)) -> DateTime {{
    DateTime::from_secs_and_nanos(seconds, nanoseconds)
}}

#[test]
fn times_are_held_to_the_nanosecond() {{
    let time = time((-1, 5));
    assert_eq!((time.secs(), time.subsec_nanos()), (-1, 5));
    assert_eq!(Tree::Structure(Members::default()), Tree::unit());
}}
"#
    );
    head + &glue.out
}

struct Glue<'a> {
    krate: String,
    model: &'a Model,
    source: &'a Source,
    /// The functions that are emitted.
    done: BTreeSet<String>,
    out: String,
}

impl Glue<'_> {
    fn operation(&mut self, operation: &Operation) {
        let Operation {
            wire,
            method,
            input,
            output,
        } = operation;
        let (input_shape, output_shape) = self.model.sides(wire);
        let (input_shape, output_shape) = (input_shape.to_owned(), output_shape.to_owned());
        let path = self.path(input);
        let test = method.trim_start_matches("r#");
        let text = format!(
            r#"
#[test]
fn {test}_goes_there_and_comes_back() {{
    check_requests(&MODEL, "{wire}", |tree| body(&make_{input}(tree)));
    check_answers(&MODEL, "{wire}", |xml| {{
        Ok(show_{output}(&read::<{path}>(&written(xml))?))
    }});
    check_typed_answers(&MODEL, "{wire}", |tree| {{
        let answer = Answer::of(&make_{output}(tree));
        Ok(show_{output}(&read::<{path}>(&answer)?))
    }});
}}
"#
        );
        self.out.push_str(&text);
        self.make(input, &input_shape);
        self.make(output, &output_shape);
        self.show(output, &output_shape);
    }

    /// The tests of an error that has more to tell than its message.
    fn error(&mut self, name: &str, input: &str) {
        let fields = self.source.structures[name].iter();
        let fields: Vec<_> = fields.filter(|(field, _)| field != "message").collect();
        if fields.is_empty() {
            return;
        }
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let named = |id: &&str| id.split('#').nth(1).map(plain) == Some(plain(name));
        let shape = self.model.errors().find(named);
        let shape = shape.unwrap_or_else(|| panic!("no error of the model is called {name}"));
        let members = self.model.members(shape).iter();
        let members: Vec<_> = members.filter(|member| !member.is_message()).collect();
        assert_eq!(fields.len(), members.len(), "members of {name}");
        let (path, input) = (self.path(name), self.path(input));
        let (mut make, mut show) = (String::new(), String::new());
        for ((field, held), member) in fields.into_iter().zip(members) {
            let Held::Option(held) = held else {
                panic!("{name}.{field} is {held:?}, expected an Option");
            };
            let (key, made) = (&member.name, self.make_value(held, member, "v"));
            let _ = write!(
                make,
                "\n    error.{field} = tree.as_members().get({key:?}).map(|v| {made});"
            );
            let shown = self.show_value(held, member, "v");
            let _ = write!(
                show,
                "\n        .with({key:?}, error.{field}.as_ref().map(|v| {shown}))"
            );
        }
        let text = format!(
            r#"
#[test]
fn {name}_is_read_as_it_was_written() {{
    check_typed_errors(&MODEL, "{shape}", |tree| {{
        let answer = Answer::of(&make_error_{name}(tree));
        Ok(show_error_{name}(&read_error::<{input}>(&answer)?.into()))
    }});
}}

fn make_error_{name}(tree: &Tree) -> {path} {{
    let mut error = {path}::new("said");{make}
    error
}}

fn show_error_{name}(error: &{path}) -> Tree {{
    let members = Members::default(){show};
    Tree::Structure(members)
}}
"#
        );
        self.out.push_str(&text);
    }

    fn path(&self, name: &str) -> String {
        let place = self.source.paths.get(name);
        let place = place.unwrap_or_else(|| panic!("{} has no type {name}", self.krate));
        format!("{}::{place}::{name}", self.krate)
    }
}
