use std::process::Command;
use std::time::Instant;

use crate::system::files::{FileErrorKind, Files};

use super::*;

/// A pipe in a directory of its own, both removed when dropped.
struct Pipe(PathBuf);

impl Pipe {
    fn new(name: &str) -> Self {
        let name = format!("querysmith-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("pipe");
        let status = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(status.success());
        Self(path)
    }

    /// Writes `text` from another thread, once a reader opens the pipe.
    fn write(&self, text: &'static str) -> thread::JoinHandle<()> {
        let path = self.0.clone();
        thread::spawn(move || std::fs::write(path, text).unwrap())
    }

    fn reads_in_progress(&self) -> usize {
        let reads = in_progress();
        reads.iter().filter(|read| read.path == self.0).count()
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

const SHORT: Duration = Duration::from_millis(20);

#[tokio::test]
async fn a_pipe_without_a_writer_is_an_error_within_the_time_limit() {
    let pipe = Pipe::new("no-writer");
    let files = Files::system().with_read_timeout(SHORT);
    for error in [
        files.read_async(&pipe.0, 9).await.unwrap_err(),
        files.read(&pipe.0, 9).unwrap_err(),
    ] {
        assert_eq!(error.kind(), FileErrorKind::TimedOut);
        assert!(error.to_string().contains("20ms"), "{error}");
    }
}

#[tokio::test]
async fn only_one_thread_is_stuck_for_a_path_and_all_callers_get_its_result() {
    let pipe = Pipe::new("shared");
    let files = Files::system().with_read_timeout(SHORT);
    for _ in 0..3 {
        files.read_async(&pipe.0, 9).await.unwrap_err();
        assert_eq!(pipe.reads_in_progress(), 1);
    }
    let files = files.with_read_timeout(Duration::from_secs(60));
    let (one, two) = (files.clone(), files);
    let paths = (pipe.0.clone(), pipe.0.clone());
    let one = tokio::spawn(async move { one.read_async(&paths.0, 9).await });
    let two = tokio::spawn(async move { two.read_async(&paths.1, 9).await });
    tokio::task::yield_now().await;
    pipe.write("late").join().unwrap();
    for outcome in [one.await.unwrap(), two.await.unwrap()] {
        let contents = outcome.unwrap();
        assert_eq!(contents.bytes(), b"late");
        assert!(!contents.is_regular_file());
    }
}

#[tokio::test]
async fn what_came_from_a_pipe_too_late_is_kept_for_the_next_caller() {
    let pipe = Pipe::new("late");
    let files = Files::system().with_read_timeout(SHORT);
    files.read_async(&pipe.0, 9).await.unwrap_err();
    pipe.write("late").join().unwrap();
    let is_complete = || {
        let reads = in_progress();
        let mut reads = reads.iter().filter(|read| read.path == pipe.0);
        reads.any(|read| lock(&read.outcome.value).is_some())
    };
    while !is_complete() {
        thread::yield_now();
    }
    let contents = files.read_async(&pipe.0, 9).await.unwrap();
    assert_eq!(contents.bytes(), b"late");
    while pipe.reads_in_progress() > 0 {
        thread::yield_now();
    }
}

#[tokio::test]
async fn neighboring_tasks_run_while_a_read_hangs() {
    let pipe = Pipe::new("neighbor");
    let files = Files::system().with_read_timeout(Duration::from_secs(60));
    let path = pipe.0.clone();
    let read = tokio::spawn(async move { files.read_async(&path, 9).await });
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(!read.is_finished());
    pipe.write("text").join().unwrap();
    assert_eq!(read.await.unwrap().unwrap().bytes(), b"text");
}

#[test]
fn a_stuck_read_does_not_hold_up_the_end_of_a_runtime() {
    let pipe = Pipe::new("shutdown");
    let files = Files::system().with_read_timeout(SHORT);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let started = Instant::now();
    runtime.block_on(files.read_async(&pipe.0, 9)).unwrap_err();
    drop(runtime);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn an_endless_device_is_too_large() {
    let zeros = Files::system().read_async(Path::new("/dev/zero"), 9).await;
    assert_eq!(zeros.unwrap_err().kind(), FileErrorKind::TooLarge);
}

#[tokio::test]
async fn a_file_is_written_in_the_background() {
    let pipe = Pipe::new("written");
    let path = pipe.0.with_file_name("token.json");
    let files = Files::system();
    for text in ["first", "second"] {
        files
            .write_private_async(&path, text.as_bytes())
            .await
            .unwrap();
        assert_eq!(files.read(&path, 9).unwrap().bytes(), text.as_bytes());
    }
    let absent = pipe.0.join("absent");
    let error = files
        .write_private_async(&absent, b"hush")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), FileErrorKind::Io);
    assert!(lock(&WRITTEN).iter().all(|(_, path)| *path != absent));
}

#[tokio::test]
async fn a_second_write_of_a_path_fails_while_the_first_one_is_stuck() {
    let path = std::env::temp_dir().join("querysmith-stuck");
    lock(&WRITTEN).push((process_id(), path.clone()));
    let files = Files::system().with_read_timeout(SHORT);
    let error = files.write_private_async(&path, b"hush").await.unwrap_err();
    assert_eq!(error.kind(), FileErrorKind::TimedOut);
    assert!(error.to_string().contains("20ms"), "{error}");
}
