//! A proxy whose tunnels all lead to the same server, regardless of the requested name.

use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::server::Server;

/// A proxy that opens tunnels to `to`.
pub fn tunneling(tls: Option<Arc<ServerConfig>>, to: &Server) -> Server {
    let to = to.address;
    Server::start(tls, move |proxy, mut stream| {
        Box::pin(async move {
            proxy.read_request(&mut stream).await?;
            // In two parts, because responses may arrive in pieces.
            for part in [
                "HTTP/1.1 200 Connection ",
                "established\r\nvia: 1.1 test\r\n\r\n",
            ] {
                stream.write_all(part.as_bytes()).await?;
                stream.flush().await?;
                tokio::task::yield_now().await;
            }
            let mut origin = TcpStream::connect(to).await?;
            copy_bidirectional(&mut stream, &mut origin).await?;
            Ok(())
        })
    })
}
