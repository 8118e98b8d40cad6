//! Load: 64 kept-alive connections, each in a thread of its own, over plain TCP,
//! so that what is measured is the server and not a client library.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many connections ask at once.
pub const CONNECTIONS: u32 = 64;

/// What one run of load came to.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Figures {
    /// Answers with the expected status, per second.
    pub per_second: f64,
    /// Half of the answers came within this.
    pub p50_ms: f64,
    /// 95 of 100 came within this.
    pub p95_ms: f64,
    /// 99 of 100 came within this.
    pub p99_ms: f64,
    /// How many were measured.
    pub answers: usize,
    /// Answers with another status.
    pub failures: u64,
    /// Bytes of the last body.
    pub bytes: usize,
}

/// What to send: the whole request as bytes, made anew for each number.
pub type Make<'a> = &'a (dyn Fn(u64) -> Option<Vec<u8>> + Sync);

/// A GET with a cookie.
pub fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n").into_bytes()
}

/// How long a run lasts, and how each connection asks.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// What is not measured at the beginning.
    pub warm_up: Duration,
    /// What is measured.
    pub span: Duration,
    /// How long a connection rests after each answer. Without a rest all ask as fast as they are answered.
    pub rest: Duration,
}

impl Pace {
    /// As fast as answers come.
    pub fn restless((warm_up, span): (Duration, Duration)) -> Self {
        Self { warm_up, span, rest: Duration::ZERO }
    }
}

/// Asks for the warm-up, then measures for the span, or until `make` has no more.
pub fn load(address: SocketAddr, expected: u16, pace: Pace, make: Make<'_>) -> Figures {
    let (next, failures, gate) = (AtomicU64::new(0), AtomicU64::new(0), Barrier::new(CONNECTIONS as usize));
    let started = Instant::now();
    let from = started + pace.warm_up;
    let until = from + pace.span;
    let ask = |n: u32| {
        let mut connection = Connection::open(address);
        let (mut times, mut bytes) = (Vec::new(), 0);
        gate.wait();
        // Those who rest begin one after another.
        std::thread::sleep(pace.rest * n / CONNECTIONS);
        while Instant::now() < until {
            let Some(request) = make(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let begun = Instant::now();
            let (status, length) = connection.exchange(&request);
            if status != expected {
                failures.fetch_add(1, Ordering::Relaxed);
            } else if begun >= from {
                times.push((begun.elapsed(), Instant::now()));
                bytes = length;
            }
            std::thread::sleep(pace.rest);
        }
        (times, bytes)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..CONNECTIONS).map(|n| scope.spawn(move || ask(n))).collect();
        asking.into_iter().map(|thread| thread.join().expect("a connection ends well")).collect()
    });
    let bytes = parts.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
    let all: Vec<(Duration, Instant)> = parts.into_iter().flat_map(|(times, _)| times).collect();
    let last = all.iter().map(|(_, at)| *at).max().unwrap_or(until);
    let mut times: Vec<Duration> = all.into_iter().map(|(time, _)| time).collect();
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    let seconds = last.saturating_duration_since(from).as_secs_f64().max(1e-9);
    Figures {
        per_second: times.len() as f64 / seconds,
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        answers: times.len(),
        failures: failures.into_inner(),
        bytes,
    }
}

/// One kept-alive connection.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects; the server must be there.
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket option");
        Self(BufReader::with_capacity(64 * 1024, stream))
    }

    /// Sends a request and reads the whole answer: status and length of the body.
    pub fn exchange(&mut self, request: &[u8]) -> (u16, usize) {
        let (status, body) = self.answer(request);
        (status, body.len())
    }

    /// Sends a request and returns the status and the body.
    pub fn answer(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        let answer = self.try_answer(request).expect("an answer");
        (answer.status, answer.body)
    }

    /// The same where a server that does not answer is a figure and no end of the measurement.
    pub fn try_answer(&mut self, request: &[u8]) -> io::Result<Answer> {
        let odd = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        self.0.get_mut().write_all(request)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| odd("no status line"))?;
        let mut answer = Answer { status, ..Answer::default() };
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(|_| odd("no length"))?,
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                "location" => answer.location = value.trim().to_owned(),
                "retry-after" => answer.retry_after = value.trim().parse().ok(),
                _ => {}
            }
        }
        if !chunked {
            self.read(length, &mut answer.body)?;
            return Ok(answer);
        }
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim_end(), 16).map_err(|_| odd("no size of a chunk"))?;
            self.read(size, &mut answer.body)?;
            line.clear();
            self.0.read_line(&mut line)?;
            if size == 0 {
                return Ok(answer);
            }
        }
    }

    fn read(&mut self, count: usize, body: &mut Vec<u8>) -> io::Result<()> {
        let from = body.len();
        body.resize(from + count, 0);
        self.0.read_exact(&mut body[from..])
    }
}

/// What the server said.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it leads.
    pub location: String,
    /// After how many seconds to try again.
    pub retry_after: Option<u32>,
    /// The content.
    pub body: Vec<u8>,
}
