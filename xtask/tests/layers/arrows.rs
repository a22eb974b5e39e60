//! Imports between sibling modules, and the errors for those that are not allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::references::{Reference, references};
use crate::tree::{ModuleId, Tree};

/// The maximum number of locations that an error shows for each import.
const EXAMPLES: usize = 2;

/// An import of one module, or a descendant of it, from a sibling or a descendant of that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// The location of an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    file: String,
    line: usize,
    path: String,
}

/// The imports between the modules that one module declares.
pub(crate) type Siblings = BTreeMap<Arrow, BTreeSet<Place>>;

/// The imports between the modules of a crate.
pub(crate) struct Arrows {
    /// The crate's name, for messages.
    krate: String,
    /// By the path of the module that declares the siblings.
    levels: BTreeMap<Vec<String>, Siblings>,
    /// The modules declared at the root.
    roots: BTreeSet<String>,
}

impl Arrows {
    pub(crate) fn new(krate: &str, tree: &Tree) -> Self {
        let mut levels = BTreeMap::<Vec<String>, Siblings>::new();
        for reference in references(tree) {
            for to in &reference.to {
                if let Some((level, arrow)) = arrow(tree, reference.from, *to) {
                    let arrows = levels.entry(level).or_default();
                    let places = arrows.entry(arrow).or_default();
                    places.insert(place(tree, &reference));
                }
            }
        }
        let paths = tree.modules.iter().map(|module| module.path.as_slice());
        let roots = paths.filter_map(|path| match path {
            [name] => Some(name.clone()),
            _ => None,
        });
        Self {
            krate: krate.to_owned(),
            levels,
            roots: roots.collect(),
        }
    }

    /// The modules declared at the root.
    pub(crate) fn roots(&self) -> &BTreeSet<String> {
        &self.roots
    }

    /// The imports between the modules that a module declares.
    pub(crate) fn siblings(&self, level: &[String]) -> Siblings {
        self.levels.get(level).cloned().unwrap_or_default()
    }

    /// An error for each set of siblings that import each other in a cycle.
    pub(crate) fn cycles(&self) -> Vec<String> {
        let mut messages = Vec::new();
        for (level, arrows) in &self.levels {
            for cycle in cycles(arrows) {
                let names: Vec<&str> = cycle.iter().map(String::as_str).collect();
                let mut place = self.krate.clone();
                for name in level {
                    let _ = write!(place, "::{name}");
                }
                let mut message = format!(
                    "{place}: {} modules import each other in a cycle: {}\n",
                    names.len(),
                    names.join(", ")
                );
                for (arrow, places) in arrows {
                    if cycle.contains(&arrow.from) && cycle.contains(&arrow.to) {
                        describe(&mut message, arrow, places);
                    }
                }
                message.push_str(
                    "  help: move what both need into a module that both can import, or into \
                     their parent; or pass it as an argument\n",
                );
                messages.push(message);
            }
        }
        messages
    }

    /// An error for each import between modules at the root for which `forbids` returns a reason.
    pub(crate) fn forbidden(&self, forbids: impl Fn(&Arrow) -> Option<String>) -> Vec<String> {
        let mut messages = Vec::new();
        for (arrow, places) in self.siblings(&[]) {
            if let Some(reason) = forbids(&arrow) {
                let mut message = format!("{}: {reason}\n", self.krate);
                describe(&mut message, &arrow, &places);
                messages.push(message);
            }
        }
        messages
    }
}

/// The siblings that a reference connects, and the module that declares them. `None` if one of the
/// modules is a descendant of the other.
fn arrow(tree: &Tree, from: ModuleId, to: ModuleId) -> Option<(Vec<String>, Arrow)> {
    let (from, to) = (&tree.modules[from].path, &tree.modules[to].path);
    let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let arrow = Arrow {
        from: from.get(common)?.clone(),
        to: to.get(common)?.clone(),
    };
    Some((from[..common].to_vec(), arrow))
}

fn place(tree: &Tree, reference: &Reference) -> Place {
    Place {
        file: tree.modules[reference.from].file.clone(),
        line: reference.line,
        path: reference.path.clone(),
    }
}

fn describe(message: &mut String, arrow: &Arrow, places: &BTreeSet<Place>) {
    let _ = writeln!(message, "  {} -> {}", arrow.from, arrow.to);
    for Place { file, line, path } in places.iter().take(EXAMPLES) {
        let _ = writeln!(message, "    {file}:{line}: {path}");
    }
    if let Some(more @ 1..) = places.len().checked_sub(EXAMPLES) {
        let _ = writeln!(message, "    and {more} more");
    }
}

/// The sets of at least two modules that all reach each other.
fn cycles(arrows: &Siblings) -> BTreeSet<BTreeSet<String>> {
    let mut reached = BTreeMap::<&str, BTreeSet<&str>>::new();
    for Arrow { from, .. } in arrows.keys() {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.as_str()];
        while let Some(module) = open.pop() {
            for arrow in arrows.keys().filter(|arrow| arrow.from == module) {
                if seen.insert(arrow.to.as_str()) {
                    open.push(&arrow.to);
                }
            }
        }
        reached.insert(from, seen);
    }
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|to_| to_.contains(to));
    let in_cycle = reached.keys().filter(|module| reaches(module, module));
    in_cycle
        .map(|module| {
            let others = reached
                .keys()
                .filter(|o| reaches(module, o) && reaches(o, module));
            others.map(|other| (*other).to_owned()).collect()
        })
        .collect()
}
