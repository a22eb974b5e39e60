//! Builds a server.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, RwLock};

use querysmith_runtime::clock::{Clock, SystemClock};

use super::LocalSts;
use crate::auth::Authenticator;
use crate::fault::{FaultRule, Faults};
use crate::log::{Log, LogEntry, Sink};
use crate::seal::Sealer;
use crate::server::Server;
use crate::service::Service;
use crate::state::State;

/// Builds a [`LocalSts`].
///
/// ```
/// use querysmith_local_sts::{Account, LocalSts, Role, State, TrustPolicy, User};
///
/// let trust = TrustPolicy::parse(
///     r#"{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:*"}]}"#,
/// )?;
/// let account = Account::new("111122223333")
///     .user(User::new("ann"))
///     .role(Role::new("deploy", trust));
/// let sts = LocalSts::builder()
///     .state(State::empty().account(account))
///     .log(|entry| println!("{entry}"))
///     .start()?;
/// assert!(sts.credentials("ann").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LocalStsBuilder {
    address: SocketAddr,
    state: State,
    clock: Arc<dyn Clock>,
    sink: Option<Sink>,
    faults: Vec<FaultRule>,
    seed: Option<u64>,
    session_key: Option<Vec<u8>>,
}

impl Default for LocalStsBuilder {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            state: State::default(),
            clock: Arc::new(SystemClock),
            sink: None,
            faults: Vec::new(),
            seed: None,
            session_key: None,
        }
    }
}

impl LocalStsBuilder {
    /// Sets the address; by default, a free port of 127.0.0.1. Every client that can reach the
    /// server can use it: everyone knows its keys.
    #[must_use]
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Sets the state.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Sets the clock of the server, which is also that of the configs that it creates.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets a function that receives an entry for each request, on the thread that serves it: several
    /// may call it at the same time.
    #[must_use]
    pub fn log(mut self, sink: impl Fn(&LogEntry) + Send + Sync + 'static) -> Self {
        self.sink = Some(Arc::new(sink));
        self
    }

    /// Adds a fault.
    #[must_use]
    pub fn fault(mut self, rule: FaultRule) -> Self {
        self.faults.push(rule);
        self
    }

    /// Sets the seed of random faults, so that they are the same in each run.
    #[must_use]
    pub fn fault_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets the key that seals session tokens, so that they stay valid when the server is restarted
    /// with the same key. By default, each server has a random key.
    #[must_use]
    pub fn session_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.session_key = Some(key.into());
        self
    }

    /// Starts the server. This does not block for longer than the start of a thread.
    ///
    /// # Errors
    ///
    /// If the address is in use, or no thread or randomness is available.
    pub fn start(self) -> io::Result<LocalSts> {
        let sealer = match &self.session_key {
            Some(key) => Sealer::with_secret(key),
            None => Sealer::new(),
        };
        let service = Arc::new(Service {
            state: RwLock::new(Arc::new(self.state)),
            sealer: sealer.map_err(|_| io::Error::other("the system has no randomness"))?,
            clock: self.clock,
            faults: Faults::new(self.faults, self.seed),
            log: Log::new(self.sink),
            authenticator: Authenticator::new(),
        });
        let server = Server::start(self.address, Arc::clone(&service))?;
        Ok(LocalSts { server, service })
    }
}

impl fmt::Debug for LocalStsBuilder {
    /// Omits the session key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalStsBuilder")
            .field("address", &self.address)
            .field("state", &self.state)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
