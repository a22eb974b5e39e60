//! The functions that make values of trees, and trees of values.

use std::fmt::Write;

use super::Glue;
use super::source::Held;
use crate::model::{Kind, Member};

impl Glue<'_> {
    /// The function that makes a structure or union of a tree.
    pub(super) fn make(&mut self, name: &str, shape: &str) {
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
    pub(super) fn make_value(&mut self, held: &Held, member: &Member, from: &str) -> String {
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
    pub(super) fn show_value(&mut self, held: &Held, member: &Member, from: &str) -> String {
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
