#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::time::SystemTime;

use super::*;

/// A temporary directory that is removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("querysmith-tree-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the directory can be created");
        Self(folder)
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file has a parent directory"))
            .expect("the directory can be created");
        fs::write(path, text).expect("a file can be written");
        self
    }

    /// All files in the directory, generated or not.
    fn files(&self) -> FileTree {
        let paths = present_files(&self.0).expect("the directory can be read");
        let read = |path: String| {
            let text = fs::read_to_string(self.0.join(&path)).expect("a file can be read");
            (path, text)
        };
        paths.into_iter().map(read).collect()
    }

    /// Compares the directory with `files`, updates it, and returns the changes.
    fn update(&self, files: &FileTree) -> Vec<Change> {
        let changes = compare(&self.0, files).expect("the directory can be compared");
        apply(&self.0, files, &changes).expect("the directory can be updated");
        changes
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tree(files: &[(&str, &str)]) -> FileTree {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// The content of a generated file with `text`.
fn generated(text: &str) -> String {
    format!("// {GENERATED_MARK}model.json. Do not edit.\n{text}\n")
}

#[test]
fn missing_stale_and_orphaned_files_are_found_and_updated() {
    let folder = Folder::new("update")
        .with("src/kept.rs", &generated("kept"))
        .with("src/stale.rs", &generated("old"))
        .with("src/old/orphaned.rs", &generated("gone"));
    let files = tree(&[
        ("src/kept.rs", &generated("kept")),
        ("src/missing.rs", &generated("here")),
        ("src/stale.rs", &generated("new")),
    ]);
    let expected = [
        Change::Missing {
            path: "src/missing.rs".to_owned(),
        },
        Change::Orphaned {
            path: "src/old/orphaned.rs".to_owned(),
        },
        Change::Stale {
            path: "src/stale.rs".to_owned(),
            line: 2,
            found: "old".to_owned(),
            expected: "new".to_owned(),
        },
    ];
    assert_eq!(folder.update(&files), expected);
    assert_eq!(folder.files(), files, "exactly the expected files");
    assert!(
        !folder.0.join("src/old").exists(),
        "the empty directory of the orphaned file is removed"
    );
    assert_eq!(folder.update(&files), [], "there is nothing left to do");
}

#[test]
fn a_missing_directory_lacks_every_file() {
    let folder = Folder::new("absent");
    let out = folder.0.join("new");
    let files = tree(&[
        ("Cargo.toml", &generated("a")),
        ("src/lib.rs", &generated("b")),
    ]);
    let changes = compare(&out, &files).expect("a missing directory can be compared");
    assert_eq!(changes.len(), 2);
    assert!(!out.exists(), "comparing writes nothing");
    apply(&out, &files, &changes).expect("the directory can be created");
    assert_eq!(
        present_files(&out)
            .expect("the directory can be read")
            .len(),
        2
    );
}

#[test]
fn files_without_the_marker_are_neither_removed_nor_replaced() {
    let folder = Folder::new("not-generated")
        .with("notes.md", "mine")
        .with("src/lib.rs", "fn mine() {}\n");
    let before = folder.files();
    assert_eq!(
        folder.update(&tree(&[])),
        [],
        "a file without the marker is not orphaned"
    );
    let files = tree(&[
        ("a.rs", &generated("a")),
        ("src/lib.rs", &generated("theirs")),
    ]);
    let error = compare(&folder.0, &files)
        .expect_err("a file was not generated")
        .to_string();
    assert!(
        error.starts_with("refusing to overwrite ")
            && error.contains("src/lib.rs, which was not generated"),
        "{error}"
    );
    assert_eq!(folder.files(), before, "no file was changed");
}

#[test]
fn the_marker_counts_in_the_first_line_only() {
    let quoting = format!("// about files\n{}", generated("x"));
    let folder = Folder::new("first-line").with("quoting.rs", &quoting);
    assert_eq!(folder.update(&tree(&[])), []);
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let folder = Folder::new("untouched").with("a.rs", &generated("a"));
    let path = folder.0.join("a.rs");
    let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let file = fs::File::options()
        .append(true)
        .open(&path)
        .expect("the file can be opened");
    file.set_modified(long_ago).expect("a time can be set");
    folder.update(&tree(&[
        ("a.rs", &generated("a")),
        ("b.rs", &generated("b")),
    ]));
    let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
    assert_eq!(modified.expect("a file has a time"), long_ago);
}

#[test]
fn a_failed_write_leaves_no_temporary_file() {
    let folder = Folder::new("failed-write").with("a.rs/blocking", "x");
    let path = folder.0.join("a.rs");
    assert!(write(&path, "text").is_err(), "the path is a directory");
    assert_eq!(folder.files(), tree(&[("a.rs/blocking", "x")]));
}

#[test]
fn if_one_file_cannot_be_written_no_file_is_changed() {
    let folder = Folder::new("one-fails")
        .with("a.rs", &generated("old"))
        .with("blocking", "a file where a directory is needed")
        .with("src/orphaned.rs", &generated("gone"));
    let mut files: FileTree = (0..100)
        .map(|number| (format!("src/{number}.rs"), generated("new")))
        .collect();
    files.extend(tree(&[("a.rs", &generated("new"))]));
    let mut changes = compare(&folder.0, &files).expect("the directory can be compared");
    let path = "blocking/b.rs".to_owned();
    files.insert(path.clone(), generated("new"));
    changes.push(Change::Missing { path });
    let before = folder.files();
    let error = apply(&folder.0, &files, &changes).expect_err("a directory cannot be created");
    assert_eq!(error.path(), folder.0.join("blocking/b.rs"));
    assert_eq!(folder.files(), before);
}

#[test]
fn a_shorter_file_differs_where_it_ends() {
    let expected = Change::Stale {
        path: "a".to_owned(),
        line: 2,
        found: "the end of the file".to_owned(),
        expected: "two".to_owned(),
    };
    assert_eq!(first_difference("a", "one", "one\ntwo"), expected);
}

#[test]
fn other_crates_and_modules_below_the_directory_are_untouched() {
    let module = format!("// {BUILT_MARK}model.json. Do not edit.\n");
    let folder = Folder::new("parent")
        .with("sts/Cargo.toml", &generated("manifest"))
        .with("sts/src/lib.rs", &generated("root"))
        .with(
            "killed/src/lib.rs",
            &generated("a crate whose manifest is missing"),
        )
        .with("sns/mod.rs", &module)
        .with("sns/client.rs", &module)
        .with("loose.rs", &module)
        .with("src/old.rs", &generated("old"));
    let files = tree(&[
        ("Cargo.toml", &generated("manifest")),
        ("src/lib.rs", &generated("root")),
    ]);
    let changes = folder.update(&files);
    let removed = changes
        .iter()
        .filter(|change| matches!(change, Change::Orphaned { .. }));
    let removed: Vec<&str> = removed.map(Change::path).collect();
    assert_eq!(removed, ["src/old.rs"]);
    for path in [
        "sts/src/lib.rs",
        "killed/src/lib.rs",
        "sns/client.rs",
        "loose.rs",
    ] {
        assert!(folder.0.join(path).exists(), "{path}");
    }
}

#[test]
fn temporary_files_of_a_killed_run_are_removed() {
    let files = tree(&[("src/a.rs", &generated("a"))]);
    let folder = Folder::new("killed")
        .with("src/a.rs.4711.querysmith-tmp", "// @gene")
        .with("src/b.rs.4711.tmp", "another program's");
    let changes = folder.update(&files);
    assert_eq!(removals_outside_src(&changes), 0);
    let paths: Vec<String> = folder.files().into_keys().collect();
    assert_eq!(paths, ["src/a.rs", "src/b.rs.4711.tmp"]);
}

#[test]
fn removals_outside_of_the_sources_are_counted() {
    let folder = Folder::new("outside")
        .with("src/a.rs", &generated("a"))
        .with("tests/a.rs", &generated("a"))
        .with("b.rs", &generated("b"));
    let changes = compare(&folder.0, &tree(&[])).expect("the directory can be compared");
    assert_eq!((changes.len(), removals_outside_src(&changes)), (3, 2));
}

#[cfg(unix)]
#[test]
fn special_files_are_not_opened() {
    let folder = Folder::new("special");
    let socket = folder.0.join("a.rs");
    let listener = std::os::unix::net::UnixListener::bind(&socket);
    let _listener = listener.expect("a socket can be made");
    assert_eq!(folder.update(&tree(&[])), [], "a socket is not orphaned");
    let error = compare(&folder.0, &tree(&[("a.rs", &generated("a"))]));
    let error = error.expect_err("a socket is in the way").to_string();
    assert!(error.contains("which is not a regular file"), "{error}");
}

#[test]
fn the_target_directory_is_ignored() {
    let folder = Folder::new("target").with("target/debug/a.rs", &generated("built"));
    assert_eq!(folder.update(&tree(&[])), []);
}
