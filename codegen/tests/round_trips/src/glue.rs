//! Emits the tests of a crate. Its types and their members are read from its source.

mod source;
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::model::Model;
use source::{Operation, RustType, Source};

/// The text of a test file for the crate `name`, whose source is `files`. It tests each operation
/// with the model at `model_path`.
///
/// # Panics
///
/// Panics if a type does not have the members that the model defines.
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
    // Any operation can parse an error response.
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
    Members, Model, Tree, check_responses, check_requests, check_typed_errors, check_typed_requests,
    check_typed_responses,
}};
use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_testing::Response;
use querysmith_runtime::{{Bytes, DateTime, Error, Operation}};

static MODEL: LazyLock<Model> = LazyLock::new(|| {{
    Model::parse(&std::fs::read_to_string({model_path:?}).expect("a model"))
}});

fn body<O: Operation>(input: &O) -> String {{
    let mut writer = QueryWriter::new(O::SPEC.name, O::SPEC.service.api_version);
    input.serialize(&mut writer);
    writer.finish()
}}

fn read<O: Operation<Error: ToString>>(scripted: &Response) -> Result<O::Output, String> {{
    let response = scripted.response().expect("a response");
    O::parse_response(response).map_err(|error| error.to_string())
}}

fn read_error<O: Operation<Error: Into<Error>>>(scripted: &Response) -> Result<Error, String> {{
    let response = scripted.response().expect("a response");
    match O::parse_response(response) {{
        Ok(_) => Err("a success response".to_owned()),
        Err(error) => Ok(error.into()),
    }}
}}

fn written(xml: String) -> Response {{
    Response::new(200, Bytes::from(xml))
}}

fn time((seconds, nanoseconds): (i64, u32)) -> DateTime {{
    DateTime::from_secs_and_nanos(seconds, nanoseconds)
}}

#[test]
fn times_have_nanosecond_precision() {{
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
    /// The names of the functions that have been emitted.
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
        let krate = &self.krate;
        let variant = &self.source.requests[input];
        let text = format!(
            r#"
#[test]
fn {test}_round_trips() {{
    check_requests(&MODEL, "{wire}", |tree| body(&make_{input}(tree)));
    check_typed_requests(&MODEL, "{wire}", |tree| {{
        match {krate}::server::Request::read(body(&make_{input}(tree)).as_bytes()) {{
            Ok({krate}::server::Request::{variant}(input)) => Ok(show_{input}(&input)),
            Ok(other) => Err(format!("{{other:?}}")),
            Err(error) => Err(error.to_string()),
        }}
    }});
    check_responses(&MODEL, "{wire}", |xml| {{
        Ok(show_{output}(&read::<{path}>(&written(xml))?))
    }});
    check_typed_responses(&MODEL, "{wire}", |tree| {{
        let scripted = Response::of(&make_{output}(tree));
        Ok(show_{output}(&read::<{path}>(&scripted)?))
    }});
}}
"#
        );
        self.out.push_str(&text);
        self.make(input, &input_shape);
        self.show(input, &input_shape);
        self.make(output, &output_shape);
        self.show(output, &output_shape);
    }

    /// Emits the tests of an error, if it has members other than its message.
    fn error(&mut self, name: &str, input: &str) {
        let fields = self.source.structures[name].iter();
        let fields: Vec<_> = fields.filter(|(field, _)| field != "message").collect();
        if fields.is_empty() {
            return;
        }
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let named = |id: &&str| id.split('#').nth(1).map(plain) == Some(plain(name));
        let shape = self.model.errors().find(named);
        let shape = shape.unwrap_or_else(|| panic!("the model has no error named {name}"));
        let members = self.model.members(shape).iter();
        let members: Vec<_> = members.filter(|member| !member.is_message()).collect();
        assert_eq!(fields.len(), members.len(), "members of {name}");
        let (path, input) = (self.path(name), self.path(input));
        let (mut make, mut show) = (String::new(), String::new());
        for ((field, rust_type), member) in fields.into_iter().zip(members) {
            let RustType::Option(rust_type) = rust_type else {
                panic!("{name}.{field} is {rust_type:?}, expected an Option");
            };
            let (key, made) = (&member.name, self.make_value(rust_type, member, "v"));
            let _ = write!(
                make,
                "\n    error.{field} = tree.as_members().get({key:?}).map(|v| {made});"
            );
            let expression = self.show_value(rust_type, member, "v");
            let _ = write!(
                show,
                "\n        .with({key:?}, error.{field}.as_ref().map(|v| {expression}))"
            );
        }
        let text = format!(
            r#"
#[test]
fn {name}_is_preserved() {{
    check_typed_errors(&MODEL, "{shape}", |tree| {{
        let scripted = Response::of(&make_error_{name}(tree));
        Ok(show_error_{name}(&read_error::<{input}>(&scripted)?.into()))
    }});
}}

fn make_error_{name}(tree: &Tree) -> {path} {{
    let mut error = {path}::new("message");{make}
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
