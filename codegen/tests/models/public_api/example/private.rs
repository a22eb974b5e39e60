pub struct Client {
    core: (),
}

impl Client {
    pub fn get(&self) {}
    fn hidden(&self) {}
}

struct Hidden;

error_shape! {
    #[error(code = "Fault", status = 400)]
    #[derive(Clone, Debug, PartialEq)]
    pub struct Fault {
        pub reason: Option<String>,
    }
}

impl Fault {
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}
