//! The structure that the workspace is to have.

use std::collections::BTreeSet;

use crate::arrows::Arrow;
use crate::manifest::Dependency;

/// The package that emitted crates stand on.
const RUNTIME: &str = "querysmith-runtime";

/// A crate, and which others of the workspace it may depend on.
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    /// From the workspace's folder.
    pub(crate) folder: &'static str,
    /// Whether the test fails where the folder is missing.
    pub(crate) required: bool,
    /// None where anything may be depended on.
    pub(crate) depends_on: Option<Dependencies>,
}

pub(crate) struct Dependencies {
    pub(crate) always: &'static [&'static str],
    /// Behind a feature, in addition.
    pub(crate) optional: &'static [&'static str],
}

pub(crate) const CRATES: &[Crate] = &[
    Crate {
        name: "runtime",
        folder: "runtime",
        required: true,
        depends_on: Some(Dependencies {
            always: &[],
            optional: &[],
        }),
    },
    Crate {
        name: "credentials",
        folder: "credentials",
        required: true,
        depends_on: Some(Dependencies {
            always: &[RUNTIME],
            optional: &[],
        }),
    },
    Crate {
        name: "codegen",
        folder: "codegen",
        required: true,
        depends_on: Some(Dependencies {
            always: &[],
            optional: &[],
        }),
    },
    Crate {
        name: "generated",
        folder: "generated",
        required: true,
        depends_on: Some(Dependencies {
            always: &[RUNTIME],
            optional: &["querysmith-testing"],
        }),
    },
    Crate {
        name: "testing",
        folder: "testing",
        required: true,
        depends_on: Some(Dependencies {
            always: &[RUNTIME],
            optional: &[],
        }),
    },
    Crate {
        name: "querysmith",
        folder: ".",
        required: true,
        depends_on: None,
    },
    Crate {
        name: "xtask",
        folder: "xtask",
        required: true,
        depends_on: None,
    },
    Crate {
        name: "local-sts",
        folder: "local-sts",
        required: false,
        depends_on: None,
    },
];

/// The modules at the root of `runtime`, at most twelve. Each imports only from those before it.
const RUNTIME_ORDER: [&str; 12] = [
    "value",
    "system",
    "spec",
    "protocol",
    "signing",
    "transport",
    "error",
    "credentials",
    "config",
    "call",
    "client",
    "contract",
];

/// The stages of `codegen`, and what each never imports: JSON becomes `ast`, `resolve` turns that
/// into `ir` and makes every decision, `emit` writes what was decided.
const CODEGEN_STAGES: &[(&str, &[&str])] = &[
    ("ir", &["emit", "resolve"]),
    ("resolve", &["emit"]),
    ("diff", &["emit"]),
    ("emit", &["ast", "diff", "docs", "resolve"]),
];

/// Why an arrow between modules at the root of `runtime` may not be.
pub(crate) fn against_runtime_order(arrow: &Arrow) -> Option<String> {
    let position = |module: &str| RUNTIME_ORDER.iter().position(|name| *name == module);
    let Arrow { from, to } = arrow;
    (position(from)? < position(to)?).then(|| {
        format!(
            "{from} imports from {to}, which comes after it; move what it needs to {from} or to \
             a module before it, or let {to} pass it in"
        )
    })
}

/// Why an arrow between modules at the root of `codegen` may not be.
pub(crate) fn against_codegen_stages(arrow: &Arrow) -> Option<String> {
    let Arrow { from, to } = arrow;
    let (_, never) = CODEGEN_STAGES.iter().find(|(stage, _)| stage == from)?;
    never.contains(&to.as_str()).then(|| {
        format!(
            "{from} imports from {to}, which its stage never does; decide it in resolve and read \
             it from ir"
        )
    })
}

/// What is wrong with the modules that `runtime` declares at its root.
pub(crate) fn against_runtime_table(modules: &BTreeSet<String>) -> Option<String> {
    let known = |module: &&str| RUNTIME_ORDER.contains(module);
    let modules = modules.iter().map(String::as_str);
    let unknown: Vec<&str> = modules.filter(|module| !known(module)).collect();
    (!unknown.is_empty()).then(|| {
        format!(
            "runtime: {} modules of runtime/src/lib.rs have no place in the order: {}\n  help: move \
             each into the module that its contents belong to: {}\n",
            unknown.len(),
            unknown.join(", "),
            RUNTIME_ORDER.join(", ")
        )
    })
}

/// What is wrong with a crate's dependencies on others of the workspace.
pub(crate) fn against_dependencies(krate: &Crate, dependencies: &[Dependency]) -> Vec<String> {
    let Some(allowed) = &krate.depends_on else {
        return Vec::new();
    };
    let ours = |package: &str| package == "xtask" || package.starts_with("querysmith");
    let mut messages = Vec::new();
    for Dependency { package, optional } in dependencies {
        let package = package.as_str();
        let is_allowed =
            allowed.always.contains(&package) || *optional && allowed.optional.contains(&package);
        if ours(package) && !is_allowed {
            messages.push(format!(
                "{}: {}/Cargo.toml depends on {package}; the crates that it may depend on are {:?}, \
                 and behind a feature {:?}\n",
                krate.name, krate.folder, allowed.always, allowed.optional
            ));
        }
    }
    messages
}
