//! The types of an emitted crate, parsed from its source.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Expr, Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type,
    Visibility,
};

/// The operations and types of a crate.
#[derive(Default)]
pub(super) struct Source {
    pub(super) operations: Vec<Operation>,
    pub(super) errors: Vec<String>,
    /// The path of each type relative to the crate root.
    pub(super) paths: BTreeMap<String, String>,
    pub(super) structures: BTreeMap<String, Vec<(String, RustType)>>,
    pub(super) unions: BTreeMap<String, Vec<(String, Option<RustType>)>>,
    pub(super) texts: BTreeSet<String>,
    pub(super) integers: BTreeSet<String>,
    builders: BTreeMap<String, Builder>,
    /// The builders that are an alias, and the builder that each stands for.
    aliases: BTreeMap<String, String>,
    /// From the input of an operation to its variant in the enum of requests.
    pub(super) requests: BTreeMap<String, String>,
}

pub(super) struct Operation {
    pub(super) wire: String,
    pub(super) method: String,
    pub(super) input: String,
    pub(super) output: String,
}

/// A builder's setters of whole members, in order.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) setters: Vec<(String, RustType)>,
    pub(super) can_fail: bool,
}

/// The Rust type of a field.
#[derive(Clone, Debug)]
pub(super) enum RustType {
    Boolean,
    Integer,
    Float,
    Double,
    Text,
    SecretText,
    Bytes,
    SecretBytes,
    Time,
    Option(Box<RustType>),
    Boxed(Box<RustType>),
    List(Box<RustType>),
    Map(Box<RustType>, Box<RustType>),
    Named(String),
}

impl Source {
    /// Reads the types of a file.
    pub(super) fn read(&mut self, module: &str, text: &str) {
        let file = syn::parse_file(text).expect("emitted files are valid Rust");
        self.read_items(module, file.items);
    }

    /// The builder with this name.
    pub(super) fn builder(&self, name: &str) -> &Builder {
        let name = self.aliases.get(name).map_or(name, String::as_str);
        let builder = self.builders.get(name);
        builder.unwrap_or_else(|| panic!("there is no builder {name}"))
    }

    fn read_items(&mut self, module: &str, items: Vec<Item>) {
        let is_error = module.starts_with("types/error/");
        let place = match module.split_once('/') {
            Some(("types", _)) if is_error => "types::error".to_owned(),
            Some(("types", _)) => "types".to_owned(),
            // The name may be a keyword.
            _ => module.replace('/', "::r#"),
        };
        for item in items {
            match item {
                // A declaration, to which a macro of the runtime adds what is the same in all.
                Item::Macro(item) => {
                    let declared: syn::File = item.mac.parse_body().expect("items");
                    self.read_items(module, declared.items);
                }
                Item::Type(item) => {
                    if let Some(target) = last_name(&item.ty) {
                        self.builders.entry(target.clone()).or_default();
                        self.aliases.insert(item.ident.to_string(), target);
                    }
                }
                Item::Struct(item) => {
                    let fields = item
                        .fields
                        .iter()
                        .filter(|field| matches!(field.vis, Visibility::Public(_)));
                    let fields = fields.filter_map(|field| {
                        Some((field.ident.as_ref()?.to_string(), rust_type(&field.ty)?))
                    });
                    let name = item.ident.to_string();
                    self.structures.insert(name.clone(), fields.collect());
                    self.paths.insert(name.clone(), place.clone());
                    self.errors.extend(is_error.then_some(name));
                }
                Item::Enum(item) => {
                    let variants = item.variants.iter().map(|variant| {
                        let rust_type = match &variant.fields {
                            Fields::Unnamed(fields) => fields
                                .unnamed
                                .first()
                                .and_then(|field| rust_type(&field.ty)),
                            _ => None,
                        };
                        (variant.ident.to_string(), rust_type)
                    });
                    let name = item.ident.to_string();
                    if module == "server" {
                        self.requests(variants);
                        continue;
                    }
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

    fn requests(&mut self, variants: impl Iterator<Item = (String, Option<RustType>)>) {
        for (variant, rust_type) in variants {
            if let Some(RustType::Boxed(input)) = rust_type
                && let RustType::Named(input) = *input
            {
                self.requests.insert(input, variant);
            }
        }
    }

    fn methods(&mut self, name: String, items: &[ImplItem]) {
        let functions = items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(&function.sig),
            _ => None,
        });
        let mut setters = Vec::new();
        let mut can_fail = false;
        for signature in functions {
            let method = signature.ident.to_string();
            match method.as_str() {
                "as_str" => drop(self.texts.insert(name.clone())),
                "as_i32" => drop(self.integers.insert(name.clone())),
                "build" => {
                    can_fail = matches!(&signature.output, ReturnType::Type(_, ty) if last_name(ty).as_deref() == Some("Result"));
                }
                _ => {}
            }
            // Only the `set_` method takes the whole member as an `Option`.
            let argument = match (signature.inputs.len(), signature.inputs.last()) {
                (2, Some(FnArg::Typed(argument))) if method.starts_with("set_") => {
                    rust_type(&argument.ty)
                }
                _ => None,
            };
            if let Some(RustType::Option(rust_type)) = argument {
                setters.push((method, *rust_type));
            }
        }
        let builder = self.builders.entry(name).or_default();
        builder.setters.append(&mut setters);
        builder.can_fail |= can_fail;
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
                // `OperationSpec::new(&SERVICE, "AssumeRole", ..)`
                if let Expr::Call(call) = &*spec.expr
                    && let Some(Expr::Lit(literal)) = call.args.get(1)
                    && let syn::Lit::Str(text) = &literal.lit
                {
                    wire = Some(text.value());
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

fn rust_type(ty: &Type) -> Option<RustType> {
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
    let argument = |at: usize| Some(Box::new(rust_type(arguments.get(at)?)?));
    Some(match segment.ident.to_string().as_str() {
        "bool" => RustType::Boolean,
        "i8" | "i16" | "i32" | "i64" => RustType::Integer,
        "f32" => RustType::Float,
        "f64" => RustType::Double,
        "String" => RustType::Text,
        "SensitiveString" => RustType::SecretText,
        "SensitiveBlob" => RustType::SecretBytes,
        "DateTime" => RustType::Time,
        "Vec" if last_name(arguments.first()?).as_deref() == Some("u8") => RustType::Bytes,
        "Vec" => RustType::List(argument(0)?),
        "Option" => RustType::Option(argument(0)?),
        "Box" => RustType::Boxed(argument(0)?),
        "BTreeMap" => RustType::Map(argument(0)?, argument(1)?),
        name => RustType::Named(name.to_owned()),
    })
}
