//! Applies settings to the emitted code: leaves out optional parts, and adds attributes to types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, Meta};

use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::emit::Emitted;
use crate::ir::{Role, Sdk};
use crate::naming::bare;
use crate::resolve::matches;
use crate::settings::{OptionalPart, Settings, parse_attribute};

/// Removes waiters, paginators and tests that the settings leave out.
pub(crate) fn remove_parts(sdk: &mut Sdk, settings: &Settings) {
    for operation in &mut sdk.operations {
        if !settings.has(OptionalPart::Waiters) {
            operation.waiters.clear();
        }
        if !settings.has(OptionalPart::Paginators) {
            operation.pagination = None;
        }
    }
    if !settings.has(OptionalPart::EndpointTests) {
        sdk.endpoint_tests.clear();
    }
}

/// The changes that the settings make to emitted files.
pub(crate) struct Changes<'a> {
    settings: &'a Settings,
    /// The features that are left out.
    features: Vec<&'static str>,
    /// `None` without attributes. Files are emitted in parallel.
    attributes: Option<Mutex<Attributes<'a>>>,
}

impl<'a> Changes<'a> {
    pub(crate) fn new(sdk: &'a Sdk, settings: &'a Settings) -> Self {
        let attributes = Attributes::new(sdk, settings);
        Self {
            settings,
            features: settings.features_left_out(),
            attributes: (!attributes.is_empty()).then(|| Mutex::new(attributes)),
        }
    }

    /// A file without items of features that are left out, and with the attributes of the settings;
    /// `None` if the file is left out.
    pub(crate) fn apply<'f>(
        &'f self,
        path: &str,
        emit: impl FnOnce() -> Emitted<'f>,
    ) -> Option<Emitted<'f>> {
        let settings = self.settings;
        let is_left_out = match path {
            "src/blocking.rs" => !settings.has(OptionalPart::Blocking),
            "tests/examples.rs" => !settings.has(OptionalPart::Examples),
            "src/testing.rs" => !settings.has(OptionalPart::Testing),
            "src/server.rs" | "tests/server_tests.rs" => !settings.has(OptionalPart::Server),
            path => path.starts_with("src/server/") && !settings.has(OptionalPart::Server),
        };
        if is_left_out {
            return None;
        }
        let emitted = emit();
        if self.features.is_empty() && self.attributes.is_none() {
            return Some(emitted);
        }
        let takes_attributes = !path.ends_with("/builders.rs");
        let change = move |tokens| self.change(tokens, takes_attributes);
        Some(emitted.changed(change))
    }

    fn change(&self, tokens: TokenStream, takes_attributes: bool) -> TokenStream {
        // Code that is not valid is reported when it is rendered.
        let Ok(mut file) = syn::parse2::<syn::File>(tokens.clone()) else {
            return tokens;
        };
        remove_features(&mut file.items, &self.features);
        if let Some(attributes) = self.attributes.as_ref().filter(|_| takes_attributes) {
            let mut attributes = attributes.lock().unwrap_or_else(PoisonError::into_inner);
            attributes.add(&mut file.items);
        }
        file.into_token_stream()
    }

    /// Reports attributes that matched nothing.
    pub(crate) fn report_unused(&self, d: &mut Diagnostics) {
        if let Some(attributes) = &self.attributes {
            let attributes = attributes.lock().unwrap_or_else(PoisonError::into_inner);
            attributes.report_unused(self.settings, d);
        }
    }
}

/// Removes the items that need one of `features`.
fn remove_features(items: &mut Vec<Item>, features: &[&str]) {
    items.retain_mut(|item| {
        if let Item::Impl(block) = item {
            let needs = |item: &ImplItem| match item {
                ImplItem::Fn(function) => needs_feature(&function.attrs, features),
                _ => false,
            };
            block.items.retain(|item| !needs(item));
        }
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return true,
        };
        !needs_feature(attributes, features)
    });
}

/// Whether there is a `cfg` for one of `features`.
fn needs_feature(attributes: &[Attribute], features: &[&str]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else {
            return false;
        };
        let condition = list.tokens.to_string().replace(' ', "");
        let is = |feature: &&str| condition == format!("feature=\"{feature}\"");
        list.path.is_ident("cfg") && features.iter().any(is)
    })
}

/// The attributes of the settings, and which of them were used.
struct Attributes<'a> {
    /// The types of the model.
    types: BTreeSet<&'a str>,
    on_types: Vec<Entry<'a>>,
    on_fields: Vec<Entry<'a>>,
    /// The fields that were seen: `Tag.key`.
    fields: BTreeSet<String>,
}

struct Entry<'a> {
    pattern: &'a str,
    attributes: &'a [String],
    used: bool,
}

impl<'a> Attributes<'a> {
    fn new(sdk: &'a Sdk, settings: &'a Settings) -> Self {
        let entries = |of: &'a BTreeMap<String, Vec<String>>| {
            let entry = |(pattern, attributes): (&'a String, &'a Vec<String>)| Entry {
                pattern,
                attributes,
                used: false,
            };
            of.iter().map(entry).collect()
        };
        let structures = sdk.structures.iter();
        let structures = structures.filter(|it| !matches!(it.role, Role::Error(_)));
        let structures = structures.map(|structure| structure.ident.as_str());
        let unions = sdk.unions.iter().map(|union| union.ident.as_str());
        let enums = sdk.enums.iter().map(|it| it.ident.as_str());
        Self {
            types: structures.chain(unions).chain(enums).collect(),
            on_types: entries(&settings.type_attributes),
            on_fields: entries(&settings.field_attributes),
            fields: BTreeSet::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.on_types.is_empty() && self.on_fields.is_empty()
    }

    fn add(&mut self, items: &mut [Item]) {
        for item in items {
            match item {
                Item::Struct(item) if self.is_type(&item.ident) => {
                    let name = item.ident.to_string();
                    extend(&mut self.on_types, bare(&name), &mut item.attrs);
                    if let Fields::Named(fields) = &mut item.fields {
                        let public = fields.named.iter_mut();
                        for field in
                            public.filter(|it| matches!(it.vis, syn::Visibility::Public(_)))
                        {
                            let of = field.ident.as_ref().map(ToString::to_string);
                            let path = format!("{}.{}", bare(&name), bare(&of.unwrap_or_default()));
                            extend(&mut self.on_fields, &path, &mut field.attrs);
                            self.fields.insert(path);
                        }
                    }
                }
                Item::Enum(item) if self.is_type(&item.ident) => {
                    let name = item.ident.to_string();
                    extend(&mut self.on_types, bare(&name), &mut item.attrs);
                    for variant in &mut item.variants {
                        let path = format!("{}.{}", bare(&name), variant.ident);
                        extend(&mut self.on_fields, &path, &mut variant.attrs);
                        self.fields.insert(path);
                    }
                }
                _ => {}
            }
        }
    }

    fn is_type(&self, ident: &syn::Ident) -> bool {
        self.types.contains(ident.to_string().as_str())
    }

    /// Reports attributes for types or fields that do not exist.
    fn report_unused(&self, settings: &Settings, d: &mut Diagnostics) {
        let types: Vec<&str> = self.types.iter().copied().collect();
        let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        let kinds = [
            ("type-attributes", &self.on_types, types, "a type, such as"),
            (
                "field-attributes",
                &self.on_fields,
                fields,
                "a field or variant, such as",
            ),
        ];
        for (key, entries, known, what) in kinds {
            for entry in entries.iter().filter(|entry| !entry.used) {
                let at = format!("{key}/{}", entry.pattern);
                let example = known
                    .first()
                    .copied()
                    .unwrap_or("none, because there are none");
                let summary = "an attribute that matches nothing";
                let diagnostic = Diagnostic::new(settings.file(), at, summary)
                    .found(entry.pattern)
                    .expected(format!("{what} {example}, or a pattern with `*`"));
                d.push(match nearest(entry.pattern, known.iter().copied()) {
                    Some(near) => diagnostic.help(format!("did you mean {near}?")),
                    None => diagnostic,
                });
            }
        }
    }
}

/// Adds the attributes of all matching entries, after the documentation: rustfmt would join a
/// `derive` next to the emitted one with it.
fn extend(entries: &mut [Entry<'_>], name: &str, attributes: &mut Vec<Attribute>) {
    let is_doc = |attribute: &&Attribute| attribute.path().is_ident("doc");
    let mut at = attributes.iter().take_while(is_doc).count();
    for entry in entries.iter_mut().filter(|it| matches(it.pattern, name)) {
        entry.used = true;
        let parsed = entry.attributes.iter().filter_map(|it| parse_attribute(it));
        for attribute in parsed.flatten() {
            attributes.insert(at, attribute);
            at += 1;
        }
    }
}

/// The file tree of a module as one file: `mod a;` becomes `mod a { ... }`.
pub(crate) fn nest_modules(mut files: BTreeMap<String, syn::File>) -> TokenStream {
    let Some(mut root) = files.remove("mod.rs") else {
        return TokenStream::new();
    };
    nest(&mut root.items, "", &mut files);
    root.into_token_stream()
}

fn nest(items: &mut [Item], folder: &str, files: &mut BTreeMap<String, syn::File>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        if module.content.is_some() {
            continue;
        }
        let name = module.ident.to_string();
        let path = format!("{folder}{}", bare(&name));
        if let Some(mut file) = files.remove(&format!("{path}.rs")) {
            nest(&mut file.items, &format!("{path}/"), files);
            let brace = syn::token::Brace::default();
            module.attrs.append(&mut file.attrs);
            module.content = Some((brace, file.items));
            module.semi = None;
        }
    }
}
