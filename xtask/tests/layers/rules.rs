//! The allowed structure of the workspace.

use std::collections::BTreeSet;

use crate::arrows::Arrow;
use crate::manifest::Dependency;

/// The package that emitted crates depend on.
const RUNTIME: &str = "querysmith-runtime";

/// A crate, and the crates of the workspace that it may depend on.
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    /// Relative to the root of the workspace.
    pub(crate) folder: &'static str,
    /// Whether the test fails if the directory does not exist.
    pub(crate) required: bool,
    /// `None` if the dependencies are not restricted.
    pub(crate) depends_on: Option<Dependencies>,
}

pub(crate) struct Dependencies {
    pub(crate) always: &'static [&'static str],
    /// Also allowed as optional dependencies.
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

/// The modules at the root of `runtime`, at most twelve. Each imports only from earlier ones.
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

/// The stages of `codegen`, and the modules that each must not import: the parser converts JSON to
/// `ast`, `resolve` converts that to `ir` and makes all decisions, and `emit` writes `ir` as code.
const CODEGEN_STAGES: &[(&str, &[&str])] = &[
    ("ir", &["emit", "resolve"]),
    ("resolve", &["emit"]),
    ("diff", &["emit"]),
    ("emit", &["ast", "diff", "docs", "resolve"]),
];

/// Returns why an import between modules at the root of `runtime` is not allowed, if so.
pub(crate) fn against_runtime_order(arrow: &Arrow) -> Option<String> {
    let position = |module: &str| RUNTIME_ORDER.iter().position(|name| *name == module);
    let Arrow { from, to } = arrow;
    (position(from)? < position(to)?).then(|| {
        format!(
            "{from} imports from {to}, which is later in the order; move what it needs to {from} \
             or to an earlier module, or let {to} pass it as an argument"
        )
    })
}

/// Returns why an import between modules at the root of `codegen` is not allowed, if so.
pub(crate) fn against_codegen_stages(arrow: &Arrow) -> Option<String> {
    let Arrow { from, to } = arrow;
    let (_, never) = CODEGEN_STAGES.iter().find(|(stage, _)| stage == from)?;
    never.contains(&to.as_str()).then(|| {
        format!(
            "{from} imports from {to}, which its stage must not import; make the decision in \
             resolve and read it from ir"
        )
    })
}

/// Returns the error for modules at the root of `runtime` that are not in the order, if any.
pub(crate) fn against_runtime_table(modules: &BTreeSet<String>) -> Option<String> {
    let known = |module: &&str| RUNTIME_ORDER.contains(module);
    let modules = modules.iter().map(String::as_str);
    let unknown: Vec<&str> = modules.filter(|module| !known(module)).collect();
    (!unknown.is_empty()).then(|| {
        format!(
            "runtime: {} modules of runtime/src/lib.rs are not in the order: {}\n  help: move \
             each into the module to which its contents belong: {}\n",
            unknown.len(),
            unknown.join(", "),
            RUNTIME_ORDER.join(", ")
        )
    })
}

/// The errors for a crate's dependencies on other crates of the workspace.
pub(crate) fn against_dependencies(krate: &Crate, dependencies: &[Dependency]) -> Vec<String> {
    let Some(allowed) = &krate.depends_on else {
        return Vec::new();
    };
    let ours = |package: &str| package.starts_with("querysmith");
    let mut messages = Vec::new();
    for Dependency { package, optional } in dependencies {
        let package = package.as_str();
        let is_allowed =
            allowed.always.contains(&package) || *optional && allowed.optional.contains(&package);
        if ours(package) && !is_allowed {
            messages.push(format!(
                "{}: {}/Cargo.toml depends on {package}; the allowed dependencies are {:?}, and \
                 optionally {:?}\n",
                krate.name, krate.folder, allowed.always, allowed.optional
            ));
        }
    }
    messages
}
