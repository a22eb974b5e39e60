//! The workspace of the generated crates, in the target directory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use querysmith_codegen::{Generated, tree};

pub(super) struct Workspace {
    /// The checkout of querysmith that the crates use, if any.
    project: Option<PathBuf>,
    target: PathBuf,
    folder: PathBuf,
    /// The directories of the crates.
    members: Vec<String>,
    packages: BTreeSet<String>,
}

impl Workspace {
    /// The workspace in the target directory of `project`, or else in that of the directory `base`.
    pub(super) fn new(base: &Path, project: Option<&Path>) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR");
        let target = target.unwrap_or_else(|| "target".into());
        let target = project.unwrap_or(base).join(target);
        Self {
            project: project.map(Path::to_owned),
            folder: target.join("corpus"),
            target,
            members: Vec::new(),
            packages: BTreeSet::new(),
        }
    }

    /// The checkout of querysmith that the crates use, if any.
    pub(super) fn project(&self) -> Option<&Path> {
        self.project.as_deref()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Whether the crate of another model in the directory is named `package`.
    pub(super) fn has(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// Writes a crate, and returns the name of its package.
    pub(super) fn write_crate(
        &mut self,
        model: &Path,
        generated: Generated,
    ) -> anyhow::Result<String> {
        let package = generated.name.clone();
        anyhow::ensure!(
            self.packages.insert(package.clone()),
            "{} has the crate name {package}, which another model in the directory has too; \
             rename the file",
            model.display()
        );
        let sdk_id = package.strip_prefix("querysmith-").unwrap_or(&package);
        let out = self.folder.join(sdk_id);
        let changes = tree::compare(&out, &generated.files)?;
        tree::apply(&out, &generated.files, &changes)?;
        self.members.push(sdk_id.to_owned());
        Ok(package)
    }

    /// Writes the manifest of the workspace, with the lock file and the profile of the checkout, so
    /// that its compiled dependencies are reused.
    pub(super) fn write_manifest(&self) -> anyhow::Result<()> {
        let members: Vec<String> = self.members.iter().map(|it| format!("{it:?}")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\n\
             debug = \"line-tables-only\"\n",
            members.join(", ")
        );
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot create {}", self.folder.display()))?;
        let write = |name: &str, text: &str| {
            let path = self.folder.join(name);
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
        };
        write("Cargo.toml", &manifest)?;
        let Some(project) = &self.project else {
            return Ok(());
        };
        let lock = project.join("Cargo.lock");
        let lock = std::fs::read_to_string(&lock)
            .with_context(|| format!("cannot read {}", lock.display()))?;
        write("Cargo.lock", &lock)
    }
}
