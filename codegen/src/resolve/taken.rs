//! The names that the fields of a structure have taken. Lookups keep the time linear for structures
//! with many members.

use std::collections::HashMap;

use crate::ir::Field;

/// The names of the fields so far, each with the index of its field.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) snakes: HashMap<String, usize>,
    pub(super) wires: HashMap<String, usize>,
    pub(super) xml: HashMap<String, usize>,
}

impl Taken {
    /// The field whose setter has the name `snake`, or which has the name of the setter of `snake`.
    pub(super) fn setter_of(&self, snake: &str) -> Option<&usize> {
        let set = snake.strip_prefix("set_");
        let set = set.and_then(|of| self.snakes.get(of));
        set.or_else(|| self.snakes.get(&format!("set_{snake}")))
    }

    pub(super) fn add(&mut self, field: &Field, index: usize) {
        self.snakes.entry(field.snake.clone()).or_insert(index);
        self.wires.entry(field.wire.clone()).or_insert(index);
        self.xml.entry(field.xml.clone()).or_insert(index);
    }
}
