//! Functions that answer calls in place of a service.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use querysmith_runtime::testing_v1::{self, Responder, ResponderCall};
use querysmith_runtime::{Config, Error, Operation};

/// Answers calls in place of a service: a function for each operation. Clones share them.
///
/// An emitted crate has one with a method for each of its operations, `testing::Stub`, which
/// derefs to this. A config [with it](Self::configure) sends nothing: a call checks its input as
/// it always does, and then asks the function. It needs neither region nor credentials, and runs no
/// hooks.
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
    /// None yet: every call fails with an error that says which one to add.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers the calls of an operation from now on, in place of what answered them before.
    pub fn set<O: Operation + Clone>(&self, mut answer: impl AnswerCall<O>) -> Calls<O> {
        let calls = Calls::new();
        let inputs = calls.clone();
        let function: Function<O> = Box::new(move |input| {
            lock(&inputs.0).push(input.clone());
            answer(input)
        });
        let stub = Arc::new(Stub::<O>(Mutex::new(function)));
        lock(&self.0).stubs.insert(TypeId::of::<O>(), stub);
        calls
    }

    /// The operations that were called, by their names in the model, in order. A call that was
    /// refused because its input is not valid does not count.
    pub fn called(&self) -> Vec<&'static str> {
        lock(&self.0).called.clone()
    }

    /// A config whose calls this responds to; everything else is shared with `config`. Clients made
    /// with it send nothing.
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

/// The error that names the stub to add. The module of an emitted input has the method's name.
fn no_stub(call: &ResponderCall<'_>) -> Error {
    let name = call.spec.name;
    let module = call.input_type.rsplit("::").nth(1).unwrap_or("..");
    let message = format!("no stub answers {name}: add one, `stub.{module}(|input| ..)`");
    testing_v1::configuration_error(name, message)
}

/// Only which operations were called: functions have nothing to show, and inputs are their own.
impl fmt::Debug for Stubs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stubs")
            .field("called", &self.called())
            .finish_non_exhaustive()
    }
}

/// What answers the calls of an operation: a closure that takes a reference to the input and gives
/// the output or the error, `|input| Ok(output)`.
pub trait AnswerCall<O: Operation>:
    FnMut(&O) -> Result<O::Output, O::Error> + Send + 'static
{
}

impl<O: Operation, F> AnswerCall<O> for F where
    F: FnMut(&O) -> Result<O::Output, O::Error> + Send + 'static
{
}

/// The calls that a stub has answered.
#[derive(Debug)]
pub struct Calls<O>(Arc<Mutex<Vec<O>>>);

impl<O> Calls<O> {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Vec::new())))
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        lock(&self.0).len()
    }
}

impl<O: Clone> Calls<O> {
    /// Their inputs, in order.
    pub fn inputs(&self) -> Vec<O> {
        lock(&self.0).clone()
    }

    /// The input of the last one; `None` if there was none.
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
