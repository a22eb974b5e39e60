//! The modules of a crate. Their files are found by the rules of rustc.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use crate::cfg::is_test_only;

/// An index into [`Tree::modules`].
pub(crate) type ModuleId = usize;

/// The root module: `lib.rs` or `main.rs`.
pub(crate) const ROOT: ModuleId = 0;

/// The modules of a crate, except those that are compiled only for tests.
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
}

pub(crate) struct Module {
    /// Relative to the crate's root, whose path is empty.
    pub(crate) path: Vec<String>,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) file: String,
    pub(crate) public: bool,
    /// `#[macro_use]`: its macros are in scope after it.
    pub(crate) macro_use: bool,
    /// All items except modules, including those that are compiled only for tests.
    pub(crate) items: Vec<Item>,
}

impl Tree {
    /// Reads a crate, given its root file and a function that returns the text of a file.
    pub(crate) fn read(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut reader = Reader {
            read,
            modules: Vec::new(),
        };
        let (folder, _) = root.rsplit_once('/').unwrap_or(("", root));
        reader.read_file(
            root,
            folder,
            Declared {
                path: Vec::new(),
                parent: None,
                public: true,
                macro_use: false,
            },
        )?;
        Ok(Self {
            modules: reader.modules,
        })
    }

    /// Whether a module is `ancestor` or one of its descendants.
    pub(crate) fn is_within(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        self.modules[module]
            .path
            .starts_with(&self.modules[ancestor].path)
    }
}

/// The declaration of a module.
struct Declared {
    path: Vec<String>,
    parent: Option<ModuleId>,
    public: bool,
    macro_use: bool,
}

/// Where the files of a module's children are searched.
struct Place<'a> {
    /// The file of the module.
    file: &'a str,
    /// The directory of files that are found by the child's name.
    by_name: String,
    /// The directory of files that `#[path]` names.
    by_attribute: String,
}

struct Reader<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    modules: Vec<Module>,
}

impl Reader<'_> {
    /// Reads the file of a module. The files of its children are in `folder`.
    fn read_file(&mut self, file: &str, folder: &str, declared: Declared) -> Result<(), String> {
        let text = (self.read)(file).ok_or_else(|| format!("{file}: cannot be read"))?;
        let parsed = syn::parse_file(&text).map_err(|error| {
            let line = error.span().start().line;
            format!("{file}:{line}: {error}")
        })?;
        if is_test_only(&parsed.attrs) {
            return Ok(());
        }
        let place = Place {
            file,
            by_name: folder.to_owned(),
            by_attribute: parent(file),
        };
        self.add(parsed.items, &place, declared)
    }

    fn add(
        &mut self,
        items: Vec<Item>,
        place: &Place<'_>,
        declared: Declared,
    ) -> Result<(), String> {
        let id = self.modules.len();
        let path = declared.path.clone();
        self.modules.push(Module {
            path: declared.path,
            parent: declared.parent,
            file: place.file.to_owned(),
            public: declared.public,
            macro_use: declared.macro_use,
            items: Vec::new(),
        });
        for item in items {
            match item {
                Item::Mod(item) if is_test_only(&item.attrs) => {}
                Item::Mod(item) => self.add_child(item, place, id, &path)?,
                item => self.modules[id].items.push(item),
            }
        }
        Ok(())
    }

    fn add_child(
        &mut self,
        item: ItemMod,
        place: &Place<'_>,
        parent_id: ModuleId,
        parent_path: &[String],
    ) -> Result<(), String> {
        let name = item.ident.unraw().to_string();
        let mut path = parent_path.to_vec();
        path.push(name.clone());
        let declared = Declared {
            path,
            parent: Some(parent_id),
            public: !matches!(item.vis, syn::Visibility::Inherited),
            macro_use: item.attrs.iter().any(|a| a.path().is_ident("macro_use")),
        };
        let attribute = path_attribute(&item.attrs);
        if let Some((_, items)) = item.content {
            let folder = join(&place.by_name, attribute.as_deref().unwrap_or(&name));
            let place = Place {
                file: place.file,
                by_name: folder.clone(),
                by_attribute: folder,
            };
            return self.add(items, &place, declared);
        }
        if let Some(attribute) = attribute {
            let file = join(&place.by_attribute, &attribute);
            let folder = parent(&file);
            return self.read_file(&file, &folder, declared);
        }
        let folder = join(&place.by_name, &name);
        for file in [format!("{folder}.rs"), format!("{folder}/mod.rs")] {
            if (self.read)(&file).is_some() {
                return self.read_file(&file, &folder, declared);
            }
        }
        let line = line(item.ident.span());
        Err(format!("{}:{line}: mod {name} has no file", place.file))
    }
}

/// The line on which a span begins.
pub(crate) fn line(span: Span) -> usize {
    span.start().line
}

fn path_attribute(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn parent(file: &str) -> String {
    let (folder, _) = file.rsplit_once('/').unwrap_or(("", file));
    folder.to_owned()
}

/// Joins a directory and a path, and resolves `.` and `..`.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
