//! What becomes of connections between calls.

use std::sync::{Arc, mpsc};

use tokio::io::AsyncWriteExt;

use crate::client::{Make, config};
use crate::server::{Server, answer};
use crate::support::WEIGHED;

cases! {
    a_connection_serves_one_call_after_another
    an_error_of_the_service_leaves_the_connection_in_use
    a_connection_that_the_server_closed_while_idle_does_not_surface
}

fn url(server: &Server) -> String {
    format!("http://{}", server.address)
}

fn a_connection_serves_one_call_after_another(make: Make) {
    let server = Server::weighing(None);
    let client = make(&config(&url(&server)).build());
    for _ in 0..5 {
        client.assert_weighs();
    }
    assert_eq!(server.connections(), 1);
}

fn an_error_of_the_service_leaves_the_connection_in_use(make: Make) {
    let server = Server::answering(None, "500 Oh", "<Oh/>");
    let client = make(&config(&url(&server)).build());
    for _ in 0..3 {
        assert_eq!(client.error().status(), Some(500));
    }
    assert_eq!(server.connections(), 1);
}

fn a_connection_that_the_server_closed_while_idle_does_not_surface(make: Make) {
    let (closed, is_closed) = mpsc::channel();
    let closed = Arc::new(std::sync::Mutex::new(closed));
    let server = Server::start(None, move |server, mut stream| {
        let closed = Arc::clone(&closed);
        Box::pin(async move {
            server.read_request(&mut stream).await?;
            stream
                .write_all(answer("200 OK", WEIGHED).as_bytes())
                .await?;
            // The answer has not announced it.
            drop(stream);
            let _ = closed.lock().unwrap().send(());
            Ok(())
        })
    });
    let client = make(&config(&url(&server)).build());
    for _ in 0..5 {
        client.assert_weighs();
        is_closed.recv().unwrap();
    }
    assert_eq!(server.connections(), 5);
}
