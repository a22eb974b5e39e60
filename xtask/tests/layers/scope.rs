//! Resolves paths with the names that are in scope in each module.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::ext::IdentExt as _;
use syn::{Item, ItemMacro, Visibility};

use crate::cfg::{is_test_only, item_attributes};
use crate::tree::{ModuleId, ROOT, Tree};
use crate::use_tree::{Leaf, leaves};

/// The target of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entity {
    Module(ModuleId),
    /// An item of that module, except a module. Later segments of a path, such as a variant or an
    /// associated function, belong to the item.
    Item(ModuleId),
}

impl Entity {
    fn module(self) -> ModuleId {
        match self {
            Self::Module(module) | Self::Item(module) => module,
        }
    }
}

/// The targets of a path: several if a name is both a module and a function, none if the path
/// belongs to another crate.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) entities: Vec<Entity>,
    /// The modules in which a name was found: those in the path, and those that re-export.
    pub(crate) through: BTreeSet<ModuleId>,
}

impl Found {
    fn one(entity: Entity) -> Self {
        Self {
            entities: vec![entity],
            through: BTreeSet::new(),
        }
    }

    fn extend(&mut self, other: Self) {
        self.entities.extend(other.entities);
        self.through.extend(other.through);
    }

    /// All modules on which the path depends.
    pub(crate) fn modules(&self) -> BTreeSet<ModuleId> {
        let ends = self.entities.iter().map(|entity| entity.module());
        self.through.iter().copied().chain(ends).collect()
    }
}

enum Means {
    Entity(Entity),
    Import(Vec<String>),
}

struct Name {
    public: bool,
    means: Means,
}

#[derive(Default)]
struct Scope {
    names: HashMap<String, Vec<Name>>,
    /// The modules of `use module::*`, and whether they are re-exported.
    globs: Vec<(Vec<String>, bool)>,
    /// Macros in textual scope that this module or a `#[macro_use]` module in it defines.
    macros: HashMap<String, ModuleId>,
}

/// The names of a crate.
pub(crate) struct Scopes<'a> {
    tree: &'a Tree,
    scopes: Vec<Scope>,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        let scopes = tree.modules.iter().map(|_| Scope::default()).collect();
        let mut scopes = Self { tree, scopes };
        for (id, module) in tree.modules.iter().enumerate() {
            if let (Some(parent), Some(name)) = (module.parent, module.path.last()) {
                scopes.add(parent, name, module.public, Entity::Module(id));
            }
            for item in &module.items {
                if !is_test_only(item_attributes(item)) {
                    scopes.add_item(id, item);
                }
            }
        }
        scopes
    }

    fn add(&mut self, module: ModuleId, name: &str, public: bool, entity: Entity) {
        let names = &mut self.scopes[module].names;
        names.entry(name.to_owned()).or_default().push(Name {
            public,
            means: Means::Entity(entity),
        });
    }

    fn add_item(&mut self, module: ModuleId, item: &Item) {
        let (ident, vis) = match item {
            Item::Const(item) => (&item.ident, &item.vis),
            Item::Enum(item) => (&item.ident, &item.vis),
            Item::Fn(item) => (&item.sig.ident, &item.vis),
            Item::Static(item) => (&item.ident, &item.vis),
            Item::Struct(item) => (&item.ident, &item.vis),
            Item::Trait(item) => (&item.ident, &item.vis),
            Item::TraitAlias(item) => (&item.ident, &item.vis),
            Item::Type(item) => (&item.ident, &item.vis),
            Item::Union(item) => (&item.ident, &item.vis),
            Item::Use(item) => {
                for leaf in leaves(item) {
                    self.add_leaf(module, leaf, is_public(&item.vis));
                }
                return;
            }
            Item::Macro(item) => return self.add_macro(module, item),
            _ => return,
        };
        let name = ident.unraw().to_string();
        self.add(module, &name, is_public(vis), Entity::Item(module));
    }

    fn add_leaf(&mut self, module: ModuleId, leaf: Leaf, public: bool) {
        let scope = &mut self.scopes[module];
        if leaf.glob {
            scope.globs.push((leaf.path, public));
        } else if let Some(name) = leaf.name {
            scope.names.entry(name).or_default().push(Name {
                public,
                means: Means::Import(leaf.path),
            });
        }
    }

    fn add_macro(&mut self, module: ModuleId, item: &ItemMacro) {
        let Some(ident) = &item.ident else { return };
        let name = ident.unraw().to_string();
        self.add(module, &name, false, Entity::Item(module));
        if item.attrs.iter().any(|a| a.path().is_ident("macro_export")) {
            self.add(ROOT, &name, true, Entity::Item(module));
        }
        let mut scope = module;
        self.scopes[scope].macros.insert(name.clone(), module);
        while let (true, Some(parent)) = (
            self.tree.modules[scope].macro_use,
            self.tree.modules[scope].parent,
        ) {
            scope = parent;
            self.scopes[scope].macros.insert(name.clone(), module);
        }
    }

    /// Whether a module defines a name or imports it explicitly, not only by a glob.
    pub(crate) fn is_named(&self, module: ModuleId, name: &str) -> bool {
        self.scopes[module].names.contains_key(name)
    }

    /// Resolves a path in a module.
    pub(crate) fn resolve(&self, module: ModuleId, path: &[String]) -> Found {
        self.walk(module, path, &mut HashSet::new())
    }

    /// Resolves the name of a macro that is neither imported nor defined in the module.
    pub(crate) fn resolve_macro(&self, module: ModuleId, name: &str) -> Found {
        let mut scope = Some(module);
        while let Some(id) = scope {
            if let Some(defined) = self.scopes[id].macros.get(name) {
                return Found::one(Entity::Item(*defined));
            }
            scope = self.tree.modules[id].parent;
        }
        Found::default()
    }

    /// Resolves a path. `open` contains the names that are being resolved, so that imports of each
    /// other terminate.
    fn walk(
        &self,
        module: ModuleId,
        path: &[String],
        open: &mut HashSet<(ModuleId, String)>,
    ) -> Found {
        let Some((first, rest)) = path.split_first() else {
            return Found::default();
        };
        let mut found = match self.keyword(module, first) {
            Some(entity) => Found::one(entity),
            None => self.look_up(module, first, module, open),
        };
        for segment in rest {
            let mut next = Found {
                entities: Vec::new(),
                through: found.through,
            };
            for entity in found.entities {
                match entity {
                    Entity::Item(_) => next.entities.push(entity),
                    Entity::Module(at) => match self.keyword(at, segment) {
                        Some(entity) => next.entities.push(entity),
                        None => {
                            next.through.insert(at);
                            next.extend(self.look_up(at, segment, at, open));
                        }
                    },
                }
            }
            found = next;
        }
        found
    }

    fn keyword(&self, module: ModuleId, segment: &str) -> Option<Entity> {
        match segment {
            "crate" | "$crate" => Some(Entity::Module(ROOT)),
            "self" => Some(Entity::Module(module)),
            "super" => self.tree.modules[module].parent.map(Entity::Module),
            _ => None,
        }
    }

    /// Resolves a name in a module for code in `viewer`, to which private names may be invisible.
    fn look_up(
        &self,
        module: ModuleId,
        name: &str,
        viewer: ModuleId,
        open: &mut HashSet<(ModuleId, String)>,
    ) -> Found {
        let key = (module, name.to_owned());
        if !open.insert(key.clone()) {
            return Found::default();
        }
        let inside = self.tree.is_within(viewer, module);
        let scope = &self.scopes[module];
        let mut found = Found::default();
        if let Some(names) = scope.names.get(name) {
            for named in names.iter().filter(|named| inside || named.public) {
                found.through.insert(module);
                found.extend(match &named.means {
                    Means::Entity(entity) => Found::one(*entity),
                    Means::Import(path) => self.walk(module, path, open),
                });
            }
        } else {
            let globs = scope.globs.iter();
            for (path, _) in globs.filter(|(_, public)| inside || *public) {
                let targets = self.walk(module, path, open);
                for target in targets.entities {
                    if let Entity::Module(target) = target {
                        let behind = self.look_up(target, name, module, open);
                        if !behind.entities.is_empty() {
                            found.through.insert(module);
                            found.through.extend(&targets.through);
                            found.extend(behind);
                        }
                    }
                }
            }
        }
        open.remove(&key);
        found
    }
}

fn is_public(vis: &Visibility) -> bool {
    !matches!(vis, Visibility::Inherited)
}
