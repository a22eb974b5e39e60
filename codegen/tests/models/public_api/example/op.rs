fluent_builder! {
    pub struct GetFluentBuilder;

    type Input = GetInput;
    type Output = GetOutput;
    type Error = GetError;
}

pub type GetInputBuilder = GetFluentBuilder<()>;

impl<C> GetFluentBuilder<C> {
    pub fn key(self) -> Self {
        self
    }
}

operation_error! {
    pub enum GetError {
        #[error("Fault", is_fault)]
        Fault(Fault),
    }
}
