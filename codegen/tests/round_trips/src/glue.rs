//! Emits the tests of a crate, by reading its source: which types there are, and what they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use syn::{
    Expr, Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type,
    Visibility,
};

use crate::model::{Kind, Member, Model};

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
use querysmith_runtime::query::QueryWriter;
use querysmith_runtime::testing::Answer;
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

/// What the source of a crate says.
#[derive(Default)]
struct Source {
    operations: Vec<Operation>,
    errors: Vec<String>,
    /// The path of each type below the crate.
    paths: BTreeMap<String, String>,
    structures: BTreeMap<String, Vec<(String, Held)>>,
    unions: BTreeMap<String, Vec<(String, Option<Held>)>>,
    texts: BTreeSet<String>,
    integers: BTreeSet<String>,
    builders: BTreeMap<String, Builder>,
}

struct Operation {
    wire: String,
    method: String,
    input: String,
    output: String,
}

/// A builder's setters of whole members, in order.
struct Builder {
    setters: Vec<(String, Held)>,
    can_fail: bool,
}

/// A type of Rust.
#[derive(Clone, Debug)]
enum Held {
    Boolean,
    Integer,
    Float,
    Double,
    Text,
    SecretText,
    Bytes,
    SecretBytes,
    Time,
    Option(Box<Held>),
    Boxed(Box<Held>),
    List(Box<Held>),
    Map(Box<Held>, Box<Held>),
    Named(String),
}

impl Source {
    fn read(&mut self, module: &str, text: &str) {
        let file = syn::parse_file(text).expect("emitted files are Rust");
        let is_error = module.starts_with("types/error/");
        let place = match module.split_once('/') {
            Some(("types", _)) if is_error => "types::error".to_owned(),
            Some(("types", _)) => "types".to_owned(),
            // The name may be a keyword.
            _ => module.replace('/', "::r#"),
        };
        for item in file.items {
            match item {
                Item::Struct(item) => {
                    let fields = item
                        .fields
                        .iter()
                        .filter(|field| matches!(field.vis, Visibility::Public(_)));
                    let fields = fields.filter_map(|field| {
                        Some((field.ident.as_ref()?.to_string(), held(&field.ty)?))
                    });
                    let name = item.ident.to_string();
                    self.structures.insert(name.clone(), fields.collect());
                    self.paths.insert(name.clone(), place.clone());
                    self.errors.extend(is_error.then_some(name));
                }
                Item::Enum(item) => {
                    let variants = item.variants.iter().map(|variant| {
                        let held = match &variant.fields {
                            Fields::Unnamed(fields) => {
                                fields.unnamed.first().and_then(|field| held(&field.ty))
                            }
                            _ => None,
                        };
                        (variant.ident.to_string(), held)
                    });
                    let name = item.ident.to_string();
                    self.unions.insert(name.clone(), variants.collect());
                    self.paths.insert(name, place.clone());
                }
                Item::Impl(item) => {
                    let Some(name) = last_name(&item.self_ty) else {
                        continue;
                    };
                    match &item.trait_ {
                        Some((path, _)) if path.is_ident("Operation") => {
                            self.operations.extend(operation(&place, name, &item.items));
                        }
                        None => self.methods(name, &item.items),
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn methods(&mut self, name: String, items: &[ImplItem]) {
        let functions = items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(&function.sig),
            _ => None,
        });
        let mut setters = Vec::new();
        for signature in functions {
            let method = signature.ident.to_string();
            match method.as_str() {
                "as_str" => drop(self.texts.insert(name.clone())),
                "as_i32" => drop(self.integers.insert(name.clone())),
                "build" => {
                    let can_fail = matches!(&signature.output, ReturnType::Type(_, ty) if last_name(ty).as_deref() == Some("Result"));
                    let setters = std::mem::take(&mut setters);
                    self.builders
                        .insert(name.clone(), Builder { setters, can_fail });
                }
                _ => {}
            }
            // A setter of the whole comes after one of an item or of the value alone.
            let argument = match (signature.inputs.len(), signature.inputs.last()) {
                (2, Some(FnArg::Typed(argument))) if method.starts_with("set_") => {
                    held(&argument.ty)
                }
                _ => None,
            };
            if let Some(Held::Option(held)) = argument {
                setters.push((method, *held));
            }
        }
    }
}

fn operation(place: &str, input: String, items: &[ImplItem]) -> Option<Operation> {
    let mut wire = None;
    let mut output = None;
    for item in items {
        match item {
            ImplItem::Const(item) => {
                let Expr::Reference(spec) = &item.expr else {
                    continue;
                };
                let Expr::Struct(spec) = &*spec.expr else {
                    continue;
                };
                for field in &spec.fields {
                    if let (syn::Member::Named(name), Expr::Lit(literal)) =
                        (&field.member, &field.expr)
                        && name == "name"
                        && let syn::Lit::Str(text) = &literal.lit
                    {
                        wire = Some(text.value());
                    }
                }
            }
            ImplItem::Type(item) if item.ident == "Output" => output = last_name(&item.ty),
            _ => {}
        }
    }
    Some(Operation {
        wire: wire?,
        method: place.rsplit("::").next()?.to_owned(),
        input,
        output: output?,
    })
}

fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

fn held(ty: &Type) -> Option<Held> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let arguments: Vec<&Type> = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let argument = |at: usize| Some(Box::new(held(arguments.get(at)?)?));
    Some(match segment.ident.to_string().as_str() {
        "bool" => Held::Boolean,
        "i8" | "i16" | "i32" | "i64" => Held::Integer,
        "f32" => Held::Float,
        "f64" => Held::Double,
        "String" => Held::Text,
        "SensitiveString" => Held::SecretText,
        "SensitiveBlob" => Held::SecretBytes,
        "DateTime" => Held::Time,
        "Vec" if last_name(arguments.first()?).as_deref() == Some("u8") => Held::Bytes,
        "Vec" => Held::List(argument(0)?),
        "Option" => Held::Option(argument(0)?),
        "Box" => Held::Boxed(argument(0)?),
        "BTreeMap" => Held::Map(argument(0)?, argument(1)?),
        name => Held::Named(name.to_owned()),
    })
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

    /// The function that makes a structure or union of a tree.
    fn make(&mut self, name: &str, shape: &str) {
        if !self.done.insert(format!("make_{name}")) {
            return;
        }
        let path = self.path(name);
        let members = self.model.members(shape);
        let mut body = String::new();
        if self.source.structures.contains_key(name) {
            let source = self.source;
            let builder = &source.builders[&format!("{name}Builder")];
            assert_eq!(builder.setters.len(), members.len(), "members of {name}");
            let _ = write!(
                body,
                "    let _members = tree.as_members();\n    {path}::builder()"
            );
            for ((setter, held), member) in builder.setters.iter().zip(members) {
                let value = self.make_value(held, member, "v");
                let _ = write!(
                    body,
                    "\n        .{setter}(_members.get({:?}).map(|v| {value}))",
                    member.name
                );
            }
            body.push_str("\n        .build()");
            if builder.can_fail {
                body.push_str(".expect(\"all that it needs\")");
            }
        } else {
            body.push_str("    match tree.as_union() {\n");
            for ((variant, held), member) in self.variants(name, members) {
                let _ = match held {
                    Some(held) => {
                        let value = self.make_value(&held, member, "v");
                        writeln!(
                            body,
                            "        ({:?}, v) => {path}::{variant}({value}),",
                            member.name
                        )
                    }
                    None => writeln!(body, "        ({:?}, _) => {path}::{variant},", member.name),
                };
            }
            body.push_str("        (other, _) => panic!(\"{other} is no member\"),\n    }");
        }
        let _ = write!(
            self.out,
            "\nfn make_{name}(tree: &Tree) -> {path} {{\n{body}\n}}\n"
        );
    }

    /// What makes a value of the tree `from`.
    fn make_value(&mut self, held: &Held, member: &Member, from: &str) -> String {
        match held {
            Held::Boolean => format!("{from}.as_boolean()"),
            Held::Integer => format!("{from}.as_integer()"),
            Held::Float => format!("{from}.as_float()"),
            Held::Double => format!("{from}.as_double()"),
            Held::Text => format!("{from}.as_text().to_owned()"),
            Held::SecretText => format!("{from}.as_text().to_owned().into()"),
            Held::Bytes => format!("{from}.as_bytes().to_vec()"),
            Held::SecretBytes => format!("{from}.as_bytes().to_vec().into()"),
            Held::Time => format!("time({from}.as_time())"),
            Held::Option(held) => {
                let value = self.make_value(held, member, "v");
                format!("{from}.present().map(|v| {value})")
            }
            Held::Boxed(held) => format!("Box::new({})", self.make_value(held, member, from)),
            Held::List(held) => {
                let (item, _) = self.inside(member);
                let value = self.make_value(held, &item, "v");
                format!("{from}.as_list().iter().map(|v| {value}).collect()")
            }
            Held::Map(key, held) => {
                let (_, value) = self.inside(member);
                let value = self.make_value(held, &value, "v");
                let key = match &**key {
                    Held::Named(name) => format!("{}::from(k.as_str())", self.path(name)),
                    _ => "k.clone()".to_owned(),
                };
                format!("{from}.as_map().iter().map(|(k, v)| ({key}, {value})).collect()")
            }
            Held::Named(name) if self.source.texts.contains(name) => {
                format!("{}::from({from}.as_text())", self.path(name))
            }
            Held::Named(name) if self.source.integers.contains(name) => {
                format!("{}::from({from}.as_integer::<i32>())", self.path(name))
            }
            Held::Named(name) => {
                self.make(name, &member.target);
                format!("make_{name}({from})")
            }
        }
    }

    /// The function that makes a tree of a structure or union.
    fn show(&mut self, name: &str, shape: &str) {
        if !self.done.insert(format!("show_{name}")) {
            return;
        }
        let path = self.path(name);
        let members = self.model.members(shape);
        let mut body = String::new();
        let source = self.source;
        if let Some(fields) = source.structures.get(name) {
            assert_eq!(fields.len(), members.len(), "members of {name}");
            body.push_str("    let members = Members::default()");
            for ((field, held), member) in fields.iter().zip(members) {
                let shown = match held {
                    Held::Option(held) => {
                        let value = self.show_value(held, member, "v");
                        format!("_value.{field}.as_ref().map(|v| {value})")
                    }
                    held => {
                        let value = self.show_value(held, member, &format!("(&_value.{field})"));
                        format!("Some({value})")
                    }
                };
                let _ = write!(body, "\n        .with({:?}, {shown})", member.name);
            }
            body.push_str(";\n    Tree::Structure(members)");
        } else {
            body.push_str("    match _value {\n");
            for ((variant, held), member) in self.variants(name, members) {
                let _ = match held {
                    Some(held) => {
                        let value = self.show_value(&held, member, "v");
                        writeln!(
                            body,
                            "        {path}::{variant}(v) => Tree::union({:?}, {value}),",
                            member.name
                        )
                    }
                    None => writeln!(
                        body,
                        "        {path}::{variant} => Tree::union({:?}, Tree::unit()),",
                        member.name
                    ),
                };
            }
            body.push_str("        other => panic!(\"{other:?} is no member\"),\n    }");
        }
        let _ = write!(
            self.out,
            "\nfn show_{name}(_value: &{path}) -> Tree {{\n{body}\n}}\n"
        );
    }

    /// What makes a tree of the reference `from`.
    fn show_value(&mut self, held: &Held, member: &Member, from: &str) -> String {
        match held {
            Held::Boolean => format!("Tree::Boolean(*{from})"),
            Held::Integer => format!("Tree::integer(*{from})"),
            Held::Float => format!("Tree::float(*{from})"),
            Held::Double => format!("Tree::double(*{from})"),
            Held::Text | Held::SecretText => format!("Tree::text({from})"),
            Held::Bytes | Held::SecretBytes => format!("Tree::bytes({from})"),
            Held::Time => format!("Tree::Time({from}.secs(), {from}.subsec_nanos())"),
            Held::Option(held) => {
                let value = self.show_value(held, member, "v");
                format!("{from}.as_ref().map_or(Tree::Null, |v| {value})")
            }
            Held::Boxed(held) => self.show_value(held, member, from),
            Held::List(held) => {
                let (item, _) = self.inside(member);
                let value = self.show_value(held, &item, "v");
                format!("Tree::list({from}.iter().map(|v| {value}))")
            }
            Held::Map(_, held) => {
                let (_, value) = self.inside(member);
                let value = self.show_value(held, &value, "v");
                format!("Tree::map({from}.iter().map(|(k, v)| (k.as_str(), {value})))")
            }
            Held::Named(name) if self.source.texts.contains(name) => {
                format!("Tree::text({from}.as_str())")
            }
            Held::Named(name) if self.source.integers.contains(name) => {
                format!("Tree::integer({from}.as_i32())")
            }
            Held::Named(name) => {
                self.show(name, &member.target);
                format!("show_{name}({from})")
            }
        }
    }

    /// The variants of a union with its members; the last variant is for others.
    fn variants<'m>(
        &self,
        name: &str,
        members: &'m [Member],
    ) -> Vec<((String, Option<Held>), &'m Member)> {
        let variants = &self.source.unions[name];
        assert_eq!(variants.len(), members.len() + 1, "members of {name}");
        variants.iter().cloned().zip(members).collect()
    }

    /// The item of a list, or the key and the value of a map.
    fn inside(&self, member: &Member) -> (Member, Member) {
        match &self.model.target(member).kind {
            Kind::List(item) => (item.clone(), item.clone()),
            Kind::Map(key, value) => (key.clone(), value.clone()),
            other => panic!("{} is {other:?}, expected a list or a map", member.target),
        }
    }
}
