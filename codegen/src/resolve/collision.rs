//! Members of one structure whose names collide.

use std::collections::HashMap;

use crate::diagnostic::Diagnostics;
use crate::ir::Field;
use crate::json::Cursor;

/// The fields so far by their names, so that a structure with many members is checked in linear
/// time. Of several with the same name, the first.
#[derive(Default)]
struct Known<'f> {
    names: HashMap<&'f str, &'f Field>,
    wires: HashMap<&'f str, &'f Field>,
    xmls: HashMap<&'f str, &'f Field>,
}

impl<'f> Known<'f> {
    fn add(&mut self, field: &'f Field) {
        self.names.entry(&field.snake).or_insert(field);
        self.wires.entry(&field.wire).or_insert(field);
        self.xmls.entry(&field.xml).or_insert(field);
    }

    /// A field whose setter has the name of `field`, or that has the name of its setter.
    fn beside_setter(&self, field: &Field) -> Option<&'f Field> {
        let set = field.snake.strip_prefix("set_");
        let set = set.and_then(|of| self.names.get(of));
        let setter = || self.names.get(field.setter.as_str());
        set.or_else(setter).copied()
    }

    fn on_the_wire(&self, field: &Field) -> Option<&'f Field> {
        let wire = self.wires.get(field.wire.as_str());
        wire.or_else(|| self.xmls.get(field.xml.as_str())).copied()
    }
}

/// Reports fields with the same name in Rust or on the wire, and those with the name of another's
/// setter. `places` has the place of each.
pub(super) fn refuse_collisions(places: &[&Cursor<'_>], fields: &[Field], d: &mut Diagnostics) {
    let mut known = Known::default();
    for (at, field) in places.iter().zip(fields) {
        if let Some(other) = known.names.get(field.snake.as_str()) {
            d.push(
                at.diagnostic("two members get the same field name")
                    .found(format!("{}, already used by {}", field.ident, other.member))
                    .expected("names that differ in more than case and underscores"),
            );
        }
        if let Some(other) = known.beside_setter(field) {
            d.push(
                at.diagnostic("a member has the name of another member's setter")
                    .found(format!("{} beside {}", field.ident, other.ident))
                    .expected("no member that is named `Set` and the name of another"),
            );
        }
        if let Some(other) = known.on_the_wire(field) {
            d.push(
                at.diagnostic("two members have the same name on the wire")
                    .found(format!("{}, already used by {}", field.wire, other.member))
                    .expected("names that differ"),
            );
        }
        known.add(field);
    }
}
