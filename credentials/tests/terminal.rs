//! Commands of a program whose stdin is a terminal. The program is this test, which starts itself on
//! a pseudo-terminal.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() {
    match std::env::var("ON_TERMINAL") {
        Ok(role) if role == "asks" => program::asks(),
        Ok(_) => program::hangs(),
        Err(_) => {
            terminal::a_command_asks_on_the_terminal_in_the_foreground_group();
            terminal::a_command_that_hangs_is_killed_alone();
        }
    }
}

/// What the program on the terminal does. It reports on stdout, which is a pipe.
#[cfg(target_os = "linux")]
mod program {
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use querysmith_credentials::{ProcessProvider, ProviderContext};
    use querysmith_runtime::clock::{BoxFuture, Sleep};
    use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};
    use rustix::process::getpgrp;

    /// A timer that elapses when a file exists.
    #[derive(Debug, Clone)]
    struct UntilFileExists(PathBuf);

    impl Sleep for UntilFileExists {
        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            let path = self.0.clone();
            Box::pin(async move {
                while !path.exists() {
                    tokio::task::yield_now().await;
                }
            })
        }
    }

    fn run(context: &ProviderContext, command: &str) -> Result<Credentials, CredentialsError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let provider = ProcessProvider::new(context, command);
        runtime.unwrap().block_on(provider.provide_credentials())
    }

    /// Runs a command that asks for a code, and reports the code and the process groups.
    pub(crate) fn asks() {
        let command = "echo 'Which code?' >&2; read code; \
            printf '{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}' \
            \"$code\" \"$(cut -d ' ' -f 5 /proc/$$/stat)\"";
        let found = run(&ProviderContext::new(), command).unwrap();
        let own = getpgrp().as_raw_nonzero();
        println!(
            "{} {} {own}",
            found.access_key_id(),
            &**found.secret_access_key()
        );
    }

    /// Runs a command that hangs, and reports what is left of it.
    pub(crate) fn hangs() {
        let file = std::env::temp_dir().join(format!("querysmith-hangs-{}", std::process::id()));
        let context = ProviderContext::new().with_sleep(UntilFileExists(file.clone()));
        let path = file.display();
        let command = format!("sleep 600 & echo $$ $! > {path}.new; mv {path}.new {path}; wait");
        let error = run(&context, &command).unwrap_err();
        assert!(error.to_string().contains("was killed"), "{error}");
        let pids = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let (shell, child) = pids.trim().split_once(' ').unwrap();
        while Path::new("/proc").join(shell).exists() {
            std::thread::yield_now();
        }
        let is_running = Path::new("/proc").join(child).exists();
        let killed = std::process::Command::new("kill").arg(child).status();
        println!("{is_running} {}", killed.unwrap().success());
    }
}

/// Starts this program on a terminal, and uses that like a person.
#[cfg(target_os = "linux")]
mod terminal {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

    /// A command in the background is stopped when it reads, and would never end.
    const LIMIT: Duration = Duration::from_secs(30);

    struct Session {
        program: Child,
        terminal: File,
        /// What the terminal shows, in parts.
        shown: Receiver<String>,
        /// What the program has printed on stdout.
        report: Receiver<String>,
    }

    impl Session {
        fn start(role: &str) -> Self {
            let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
            let terminal = openpt(flags).unwrap();
            grantpt(&terminal).unwrap();
            unlockpt(&terminal).unwrap();
            let peer = ioctl_tiocgptpeer(&terminal, flags).unwrap();
            // Makes the terminal the controlling one of a new session.
            let mut program = Command::new("setsid")
                .args(["--ctty", "--wait"])
                .arg(std::env::current_exe().unwrap())
                .env("ON_TERMINAL", role)
                .stdin(peer.try_clone().unwrap())
                .stderr(peer)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let terminal = File::from(terminal);
            let (screen, stdout) = (terminal.try_clone().unwrap(), program.stdout.take());
            Self {
                shown: parts_of(screen),
                report: parts_of(stdout.unwrap()),
                program,
                terminal,
            }
        }

        /// Waits until the terminal shows this text.
        fn wait_for(&mut self, text: &str) {
            let mut shown = String::new();
            while !shown.contains(text) {
                match self.shown.recv_timeout(LIMIT) {
                    Ok(part) => shown.push_str(&part),
                    Err(error) => self.fail(&format!("{error}: the terminal shows {shown:?}")),
                }
            }
        }

        fn enter(&mut self, line: &str) {
            self.terminal.write_all(line.as_bytes()).unwrap();
            self.terminal.write_all(b"\n").unwrap();
        }

        /// The line that the program reports.
        fn report(&mut self) -> String {
            match self.report.recv_timeout(LIMIT) {
                Ok(report) => {
                    assert!(self.program.wait().unwrap().success());
                    report.trim().to_owned()
                }
                Err(error) => {
                    let shown: String = self.shown.try_iter().collect();
                    self.fail(&format!("{error}: the terminal shows {shown:?}"))
                }
            }
        }

        fn fail(&mut self, problem: &str) -> ! {
            let _ = self.program.kill();
            panic!("{problem}");
        }
    }

    /// What can be read from `source`, until its end.
    fn parts_of(mut source: impl Read + Send + 'static) -> Receiver<String> {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(length @ 1..) = source.read(&mut part) {
                let text = String::from_utf8_lossy(&part[..length]).into_owned();
                if sender.send(text).is_err() {
                    break;
                }
            }
        });
        receiver
    }

    pub(crate) fn a_command_asks_on_the_terminal_in_the_foreground_group() {
        let mut session = Session::start("asks");
        session.wait_for("Which code?");
        session.enter("123456");
        let report = session.report();
        let [code, group, own] = report.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{report}");
        };
        assert_eq!((code, group), ("123456", own));
    }

    pub(crate) fn a_command_that_hangs_is_killed_alone() {
        let mut session = Session::start("hangs");
        assert_eq!(session.report(), "true true");
    }
}
