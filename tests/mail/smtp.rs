//! A mail server on loopback that speaks SMTP and misbehaves as told.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers this to the command that starts so (`EHLO`, `MAIL`, `RCPT`, `DATA`, or `.` for the content).
    Answer(&'static str, &'static str),
    /// Hangs up when the command comes; after `.` the content has arrived but nobody is told.
    HangUp(&'static str),
}

/// What arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
    /// Whether the client was told so.
    pub confirmed: bool,
}

#[derive(Default)]
struct State {
    acts: VecDeque<Act>,
    arrivals: Vec<Arrival>,
}

/// The server; it serves until the test ends.
pub struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || drop(converse(&stream, &shared)));
            }
        });
        Self { port, state }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?starttls=none", self.port)
    }

    /// What to do to the next messages; afterwards every message is taken.
    pub fn will(&self, acts: &[Act]) {
        self.state.lock().expect("the state").acts.extend(acts);
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.state.lock().expect("the state").arrivals.clone()
    }
}

/// Reads one connection. An act is used up by the first message or refusal it meets.
fn converse(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut say = move |line: &str| out.write_all(format!("{line}\r\n").as_bytes());
    let act = |command: &str| {
        let mut state = state.lock().expect("the state");
        let matches = |act: &Act| matches!(act, Act::Answer(at, _) | Act::HangUp(at) if *at == command);
        if state.acts.front().is_some_and(matches) { state.acts.pop_front() } else { None }
    };
    let mut arrival = Arrival::default();
    say("220 test ESMTP")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match act(&command) {
            Some(Act::HangUp(_)) => return stream.shutdown(std::net::Shutdown::Both),
            Some(Act::Answer(_, answer)) => {
                say(answer)?;
                continue;
            }
            None => {}
        }
        match command.as_str() {
            "EHLO" => say("250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" => say("235 welcome")?,
            "MAIL" => {
                arrival = Arrival { from: line.trim().to_owned(), ..Arrival::default() };
                say("250 ok")?;
            }
            "RCPT" => {
                arrival.to.push(line.trim().to_owned());
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                arrival.bytes = content(&mut lines)?;
                let end = act(".");
                arrival.confirmed = end.is_none();
                let mut shared = state.lock().expect("the state");
                if !matches!(end, Some(Act::Answer(..))) {
                    shared.arrivals.push(arrival.clone());
                }
                drop(shared);
                match end {
                    Some(Act::HangUp(_)) => return stream.shutdown(std::net::Shutdown::Both),
                    Some(Act::Answer(_, answer)) => say(answer)?,
                    None => say("250 taken")?,
                }
            }
            "QUIT" => {
                say("221 bye")?;
                return Ok(());
            }
            _ => say("250 ok")?,
        }
    }
}

/// The content up to the full stop, with dots unstuffed.
fn content(lines: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 || line == b".\r\n" {
            return Ok(bytes);
        }
        bytes.extend_from_slice(if line.starts_with(b".") { &line[1..] } else { &line });
    }
}
