//! Reuse of connections between calls.

use std::sync::{Arc, mpsc};

use tokio::io::AsyncWriteExt;

use crate::client::{Make, config};
use crate::server::{Server, response};
use crate::support::WEIGHED;

cases! {
    a_connection_is_reused_for_later_calls
    a_connection_is_reused_after_a_service_error
    an_idle_connection_closed_by_the_server_causes_no_error
}

fn url(server: &Server) -> String {
    format!("http://{}", server.address)
}

fn a_connection_is_reused_for_later_calls(make: Make) {
    let server = Server::weighing(None);
    let client = make(&config(&url(&server)).build());
    for _ in 0..5 {
        client.assert_weighs();
    }
    assert_eq!(server.connections(), 1);
}

fn a_connection_is_reused_after_a_service_error(make: Make) {
    let server = Server::responding(None, "400 Oh", "<Oh/>");
    let client = make(&config(&url(&server)).build());
    for _ in 0..3 {
        assert_eq!(client.error().status(), Some(400));
    }
    assert_eq!(server.connections(), 1);
}

fn an_idle_connection_closed_by_the_server_causes_no_error(make: Make) {
    let (closed, is_closed) = mpsc::channel();
    let closed = Arc::new(std::sync::Mutex::new(closed));
    let server = Server::start(None, move |server, mut stream| {
        let closed = Arc::clone(&closed);
        Box::pin(async move {
            server.read_request(&mut stream).await?;
            stream
                .write_all(response("200 OK", WEIGHED).as_bytes())
                .await?;
            // The response did not announce that.
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
