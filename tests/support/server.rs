//! The real server, in this process, on a free loopback port.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use urban_diplomacy_fund::web::{self, App};

/// A running server; it stops when dropped.
pub struct Server {
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// A loopback socket that no other test has, and its address.
pub fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

impl Server {
    /// Serves `app` on `listener` with one thread.
    pub fn start(app: App, listener: TcpListener) -> Self {
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = actix_web::HttpServer::new(move || web::wrap(app.clone()))
                    .tcp_nodelay(true)
                    .workers(1)
                    .disable_signals()
                    .listen(listener)
                    .expect("the socket can be listened on")
                    .run();
                tell.send(server.handle()).expect("the test waits");
                server.await.expect("the server ends well");
            });
        });
        Self { handle: told.recv().expect("the server starts"), thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is sent by the call itself; nothing needs to be awaited.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
