//! Functions that answer calls in place of a service.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::call;
use crate::config::Config;
use crate::error::Error;
use crate::operation::Operation;

/// Answers calls in place of a service: a function for each operation. Clones share them.
///
/// An emitted crate has one with a method for each of its operations, `testing::Stub`, which
/// derefs to this. A config [with it](Config::with_stub) sends nothing: a call checks its input as
/// it always does, and then asks the function. It needs neither region nor credentials, and runs no
/// hooks.
#[derive(Clone, Default)]
pub struct Stubs(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// An `Arc<Stub<O>>` for each `O`.
    stubs: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    called: Vec<&'static str>,
}

struct Stub<O: Operation>(Mutex<Function<O>>);

type Function<O> =
    Box<dyn FnMut(&O) -> Result<<O as Operation>::Output, <O as Operation>::Error> + Send>;

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

    /// What the function for the operation makes of `input`, unless it is not valid.
    pub(crate) fn answer<O: Operation>(
        &self,
        config: &Config,
        input: &O,
    ) -> Result<O::Output, O::Error> {
        call::check(config, O::SPEC, input)?;
        let stub = {
            let mut state = lock(&self.0);
            state.called.push(O::SPEC.name);
            state.stubs.get(&TypeId::of::<O>()).cloned()
        };
        // What is kept under the id of `O` is the stub of `O`.
        let Some(Ok(stub)) = stub.map(|stub| stub.downcast::<Stub<O>>()) else {
            return Err(no_stub::<O>().into());
        };
        let mut function = lock(&stub.0);
        function(input)
    }
}

/// Says which stub to add. The module that an emitted input stands in is named as the method.
fn no_stub<O: Operation>() -> Error {
    let name = O::SPEC.name;
    let module = type_name::<O>().rsplit("::").nth(1).unwrap_or("..");
    let message = format!("no stub answers {name}: add one, `stub.{module}(|input| ..)`");
    Error::configuration(Some(name), message)
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
