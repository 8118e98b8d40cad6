//! A wire between the program and a server, which can be cut.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Passes bytes on to a server while it is whole.
pub struct Wire {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_cut: AtomicBool,
    /// Both ends of every connection there ever was.
    open: Mutex<Vec<TcpStream>>,
}

impl Wire {
    /// To a server, as `host:port`.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (state, server) = (Arc::new(State::default()), server.to_owned());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                // What is cut takes a connection and says nothing more.
                if !shared.is_cut.load(Ordering::SeqCst)
                    && let Ok(far) = TcpStream::connect(&server)
                {
                    let pairs = [(near.try_clone(), far.try_clone()), (far.try_clone(), near.try_clone())];
                    shared.open.lock().unwrap_or_else(PoisonError::into_inner).extend([near, far]);
                    for (from, to) in pairs {
                        let (mut from, mut to) = (from.expect("a socket"), to.expect("a socket"));
                        thread::spawn(move || {
                            let _ = io::copy(&mut from, &mut to);
                            let _ = to.shutdown(Shutdown::Write);
                        });
                    }
                }
            }
        });
        Self { port, state }
    }

    /// Where it begins.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Cuts it, with everything on it.
    pub fn cut(&self) {
        self.state.is_cut.store(true, Ordering::SeqCst);
        for stream in self.state.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Makes it whole again.
    pub fn mend(&self) {
        self.state.is_cut.store(false, Ordering::SeqCst);
    }
}
