//! Emits functions that convert trees to values of the crate's types and back.

use std::fmt::Write;

use super::Glue;
use super::source::RustType;
use crate::model::{Kind, Member};

impl Glue<'_> {
    /// Emits the function that converts a tree to a structure or union.
    pub(super) fn make(&mut self, name: &str, shape: &str) {
        if !self.done.insert(format!("make_{name}")) {
            return;
        }
        let path = self.path(name);
        let members = self.model.members(shape);
        let mut body = String::new();
        if self.source.structures.contains_key(name) {
            let source = self.source;
            let builder = source.builder(&format!("{name}Builder"));
            assert_eq!(builder.setters.len(), members.len(), "members of {name}");
            let _ = write!(
                body,
                "    let _members = tree.as_members();\n    {path}::builder()"
            );
            for ((setter, rust_type), member) in builder.setters.iter().zip(members) {
                let value = self.make_value(rust_type, member, "v");
                let _ = write!(
                    body,
                    "\n        .{setter}(_members.get({:?}).map(|v| {value}))",
                    member.name
                );
            }
            body.push_str("\n        .build()");
            if builder.can_fail {
                body.push_str(".expect(\"all required members\")");
            }
        } else {
            body.push_str("    match tree.as_union() {\n");
            for ((variant, rust_type), member) in self.variants(name, members) {
                let _ = match rust_type {
                    Some(rust_type) => {
                        let value = self.make_value(&rust_type, member, "v");
                        writeln!(
                            body,
                            "        ({:?}, v) => {path}::{variant}({value}),",
                            member.name
                        )
                    }
                    None => writeln!(body, "        ({:?}, _) => {path}::{variant},", member.name),
                };
            }
            body.push_str("        (other, _) => panic!(\"{other} is not a member\"),\n    }");
        }
        let _ = write!(
            self.out,
            "\nfn make_{name}(tree: &Tree) -> {path} {{\n{body}\n}}\n"
        );
    }

    /// The expression that converts the tree `from` to a value.
    pub(super) fn make_value(
        &mut self,
        rust_type: &RustType,
        member: &Member,
        from: &str,
    ) -> String {
        match rust_type {
            RustType::Boolean => format!("{from}.as_boolean()"),
            RustType::Integer => format!("{from}.as_integer()"),
            RustType::Float => format!("{from}.as_float()"),
            RustType::Double => format!("{from}.as_double()"),
            RustType::Text => format!("{from}.as_text().to_owned()"),
            RustType::SecretText => format!("{from}.as_text().to_owned().into()"),
            RustType::Bytes => format!("{from}.as_bytes().to_vec()"),
            RustType::SecretBytes => format!("{from}.as_bytes().to_vec().into()"),
            RustType::Time => format!("time({from}.as_time())"),
            RustType::Option(rust_type) => {
                let value = self.make_value(rust_type, member, "v");
                format!("{from}.present().map(|v| {value})")
            }
            RustType::Boxed(rust_type) => {
                format!("Box::new({})", self.make_value(rust_type, member, from))
            }
            RustType::List(rust_type) => {
                let (item, _) = self.inside(member);
                let value = self.make_value(rust_type, &item, "v");
                format!("{from}.as_list().iter().map(|v| {value}).collect()")
            }
            RustType::Map(key, rust_type) => {
                let (_, value) = self.inside(member);
                let value = self.make_value(rust_type, &value, "v");
                let key = match &**key {
                    RustType::Named(name) => format!("{}::from(k.as_str())", self.path(name)),
                    _ => "k.clone()".to_owned(),
                };
                format!("{from}.as_map().iter().map(|(k, v)| ({key}, {value})).collect()")
            }
            RustType::Named(name) if self.source.texts.contains(name) => {
                format!("{}::from({from}.as_text())", self.path(name))
            }
            RustType::Named(name) if self.source.integers.contains(name) => {
                format!("{}::from({from}.as_integer::<i32>())", self.path(name))
            }
            RustType::Named(name) => {
                self.make(name, &member.target);
                format!("make_{name}({from})")
            }
        }
    }

    /// Emits the function that converts a structure or union to a tree.
    pub(super) fn show(&mut self, name: &str, shape: &str) {
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
            for ((field, rust_type), member) in fields.iter().zip(members) {
                let expression = match rust_type {
                    RustType::Option(rust_type) => {
                        let value = self.show_value(rust_type, member, "v");
                        format!("_value.{field}.as_ref().map(|v| {value})")
                    }
                    rust_type => {
                        let value =
                            self.show_value(rust_type, member, &format!("(&_value.{field})"));
                        format!("Some({value})")
                    }
                };
                let _ = write!(body, "\n        .with({:?}, {expression})", member.name);
            }
            body.push_str(";\n    Tree::Structure(members)");
        } else {
            body.push_str("    match _value {\n");
            for ((variant, rust_type), member) in self.variants(name, members) {
                let _ = match rust_type {
                    Some(rust_type) => {
                        let value = self.show_value(&rust_type, member, "v");
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
            body.push_str("        other => panic!(\"{other:?} is not a member\"),\n    }");
        }
        let _ = write!(
            self.out,
            "\nfn show_{name}(_value: &{path}) -> Tree {{\n{body}\n}}\n"
        );
    }

    /// The expression that converts the reference `from` to a tree.
    pub(super) fn show_value(
        &mut self,
        rust_type: &RustType,
        member: &Member,
        from: &str,
    ) -> String {
        match rust_type {
            RustType::Boolean => format!("Tree::Boolean(*{from})"),
            RustType::Integer => format!("Tree::integer(*{from})"),
            RustType::Float => format!("Tree::float(*{from})"),
            RustType::Double => format!("Tree::double(*{from})"),
            RustType::Text | RustType::SecretText => format!("Tree::text({from})"),
            RustType::Bytes | RustType::SecretBytes => format!("Tree::bytes({from})"),
            RustType::Time => format!("Tree::Time({from}.secs(), {from}.subsec_nanos())"),
            RustType::Option(rust_type) => {
                let value = self.show_value(rust_type, member, "v");
                format!("{from}.as_ref().map_or(Tree::Null, |v| {value})")
            }
            RustType::Boxed(rust_type) => self.show_value(rust_type, member, from),
            RustType::List(rust_type) => {
                let (item, _) = self.inside(member);
                let value = self.show_value(rust_type, &item, "v");
                format!("Tree::list({from}.iter().map(|v| {value}))")
            }
            RustType::Map(_, rust_type) => {
                let (_, value) = self.inside(member);
                let value = self.show_value(rust_type, &value, "v");
                format!("Tree::map({from}.iter().map(|(k, v)| (k.as_str(), {value})))")
            }
            RustType::Named(name) if self.source.texts.contains(name) => {
                format!("Tree::text({from}.as_str())")
            }
            RustType::Named(name) if self.source.integers.contains(name) => {
                format!("Tree::integer({from}.as_i32())")
            }
            RustType::Named(name) => {
                self.show(name, &member.target);
                format!("show_{name}({from})")
            }
        }
    }

    /// The variants of a union with its members, without the last variant `Unknown`.
    fn variants<'m>(
        &self,
        name: &str,
        members: &'m [Member],
    ) -> Vec<((String, Option<RustType>), &'m Member)> {
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
