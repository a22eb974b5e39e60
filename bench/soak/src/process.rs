//! Resource usage of this process, as reported by the operating system. Linux only.

use std::error::Error;
use std::fs;
use std::io;

/// The number of open files and sockets.
pub fn open_files() -> io::Result<usize> {
    // The count includes the directory itself, which is open while it is read.
    Ok(fs::read_dir("/proc/self/fd")?.count())
}

/// The resident memory, in KiB.
pub fn resident_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    number_after(&status, "VmRSS:").ok_or_else(|| "/proc/self/status has no VmRSS".into())
}

/// Fails if the limit of open files is less than `files`.
pub fn require_open_files(files: usize) -> Result<(), Box<dyn Error>> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    match number_after(&limits, "Max open files") {
        Some(limit) if limit < files as u64 => Err(format!(
            "the limit of open files is {limit}, but {files} are needed: run `ulimit -n {files}` first"
        )
        .into()),
        // The value is not a number if there is no limit.
        _ => Ok(()),
    }
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}
