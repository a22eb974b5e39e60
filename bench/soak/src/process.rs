//! What the operating system counts for this process. Linux only.

use std::error::Error;
use std::fs;
use std::io;

/// The files and sockets that are open.
pub fn open_files() -> io::Result<usize> {
    // Reading the folder opens it, each time alike.
    Ok(fs::read_dir("/proc/self/fd")?.count())
}

/// The memory in use, in KiB.
pub fn resident_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    number_after(&status, "VmRSS:").ok_or_else(|| "/proc/self/status has no VmRSS".into())
}

/// Fails unless this many files may be open.
pub fn require_open_files(files: usize) -> Result<(), Box<dyn Error>> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    match number_after(&limits, "Max open files") {
        Some(limit) if limit < files as u64 => Err(format!(
            "at most {limit} files may be open, and {files} are needed: run `ulimit -n {files}` before"
        )
        .into()),
        // Without a number there is no limit.
        _ => Ok(()),
    }
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}
