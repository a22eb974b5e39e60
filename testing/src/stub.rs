//! Functions that replace a service.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use querysmith_runtime::testing_v1::{self, Responder, ResponderCall};
use querysmith_runtime::{Config, Error, Operation};

/// Functions that replace a service, one for each operation. Clones share them.
///
/// An emitted crate has a `testing::Stub` with a method for each of its operations, which derefs to
/// this type. With a config [that has stubs](Self::configure), a call sends nothing: it validates its
/// input as usual, and then calls the function. It needs neither a region nor credentials, and runs
/// no interceptors.
#[derive(Clone, Default)]
pub struct Stubs(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// A `Stub<O>` for each operation `O`.
    stubs: HashMap<TypeId, Arc<dyn ErasedStub>>,
    called: Vec<&'static str>,
}

struct Stub<O: Operation>(Mutex<Function<O>>);

type Function<O> =
    Box<dyn FnMut(&O) -> Result<<O as Operation>::Output, <O as Operation>::Error> + Send>;

/// A stub of any operation.
trait ErasedStub: Send + Sync {
    /// The `Result<O::Output, O::Error>` for an input of the type `O`.
    fn respond(&self, input: &dyn Any) -> Box<dyn Any>;
}

impl<O: Operation> ErasedStub for Stub<O> {
    fn respond(&self, input: &dyn Any) -> Box<dyn Any> {
        let mut function = lock(&self.0);
        match input.downcast_ref() {
            Some(input) => Box::new(function(input)),
            // The caller finds the stub by the type of the input.
            None => Box::new(()),
        }
    }
}

impl Stubs {
    /// No stubs: every call fails with an error that shows which one to add.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the function that handles the calls of an operation, and replaces an earlier one.
    pub fn set<O: Operation + Clone>(&self, mut function: impl StubFunction<O>) -> Calls<O> {
        let calls = Calls::new();
        let inputs = calls.clone();
        let recorder: Function<O> = Box::new(move |input| {
            lock(&inputs.0).push(input.clone());
            function(input)
        });
        let stub = Arc::new(Stub::<O>(Mutex::new(recorder)));
        lock(&self.0).stubs.insert(TypeId::of::<O>(), stub);
        calls
    }

    /// The operations that were called, by their names in the model, in order. A call with invalid
    /// input does not count.
    pub fn called(&self) -> Vec<&'static str> {
        lock(&self.0).called.clone()
    }

    /// A config for whose calls this responds; everything else is shared with `config`. Clients
    /// made with it send nothing.
    #[must_use]
    pub fn configure(&self, config: &Config) -> Config {
        testing_v1::with_responder(config, Arc::new(self.clone()))
    }
}

impl Responder for Stubs {
    fn respond(&self, call: &ResponderCall<'_>) -> Result<Box<dyn Any>, Error> {
        let stub = {
            let mut state = lock(&self.0);
            state.called.push(call.spec.name);
            state.stubs.get(&call.input.type_id()).cloned()
        };
        match stub {
            Some(stub) => Ok(stub.respond(call.input)),
            None => Err(no_stub(call)),
        }
    }
}

/// An error that shows which stub to add. The module of an emitted input has the same name as the
/// method of the stub.
fn no_stub(call: &ResponderCall<'_>) -> Error {
    let name = call.spec.name;
    let module = call.input_type.rsplit("::").nth(1).unwrap_or("..");
    let message = format!("there is no stub for {name}: add one, `stub.{module}(|input| ..)`");
    testing_v1::configuration_error(name, message)
}

/// Shows only the operations that were called: functions cannot be shown, and inputs may contain
/// secrets.
impl fmt::Debug for Stubs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stubs")
            .field("called", &self.called())
            .finish_non_exhaustive()
    }
}

/// A function that handles the calls of an operation: a closure that takes a reference to the input
/// and returns the output or the error, `|input| Ok(output)`.
pub trait StubFunction<O: Operation>:
    FnMut(&O) -> Result<O::Output, O::Error> + Send + 'static
{
}

impl<O: Operation, F> StubFunction<O> for F where
    F: FnMut(&O) -> Result<O::Output, O::Error> + Send + 'static
{
}

/// The calls that a stub has handled.
#[derive(Debug)]
pub struct Calls<O>(Arc<Mutex<Vec<O>>>);

impl<O> Calls<O> {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Vec::new())))
    }

    /// The number of calls.
    pub fn count(&self) -> usize {
        lock(&self.0).len()
    }
}

impl<O: Clone> Calls<O> {
    /// The inputs of the calls, in order.
    pub fn inputs(&self) -> Vec<O> {
        lock(&self.0).clone()
    }

    /// The input of the last call; `None` if there was none.
    pub fn last(&self) -> Option<O> {
        lock(&self.0).last().cloned()
    }
}

impl<O> Clone for Calls<O> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
