//! Emitted code, comparable between models that differ in their text.

use querysmith_codegen::{FileTree, Inputs, ModelFile, generate, sha256_hex};

/// What is emitted for `inputs`, which are made of `files`, without the hashes of the model.
pub(crate) fn emitted_without_hashes(inputs: &Inputs<'_>, files: &[ModelFile]) -> FileTree {
    let generated = generate(inputs).unwrap_or_else(|defects| panic!("{defects}"));
    let sha256 = sha256_hex(files[0].text.as_bytes());
    let without_hashes = |text: String| {
        let text = text.replace(&sha256, "SHA256");
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("fingerprint = "));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let files = generated.files.into_iter();
    files
        .map(|(path, text)| (path, without_hashes(text)))
        .collect()
}
