//! Asks ClamAV's daemon (clamd) by its INSTREAM command: the bytes go over the socket in pieces
//! with their lengths, a piece of length zero ends them, and one line comes back.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the daemon may take for one file.
const ANSWER: Duration = Duration::from_secs(120);
/// Bytes in one piece.
const PIECE: usize = 64 * 1_024;
/// The longest answer that is read.
const MOST_ANSWER: u64 = 4_096;
/// The longest name of a finding that is kept.
const LONGEST_FINDING: usize = 200;

/// What the daemon said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found this.
    Infected(String),
    /// It could not look into it; why.
    Failed(String),
}

/// The daemon does not answer at all. No file is to blame.
#[derive(Debug, thiserror::Error)]
#[error("the virus scanner at {0} does not answer: {1}")]
pub struct Unreachable(String, io::Error);

/// Where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    Tcp(String),
    #[cfg(unix)]
    Unix(std::path::PathBuf),
}

/// A scanner that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    address: Address,
    name: String,
}

impl Scanner {
    /// Of the setting `files.clamav`: `tcp://host:port` or `unix:///path`; empty is none.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn from_setting(setting: &str) -> Result<Option<Self>, String> {
        let wrong = || format!("files.clamav is “{setting}”; write tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl, or nothing.");
        let address = match setting.split_once(":") {
            None if setting.is_empty() => return Ok(None),
            Some(("tcp", rest)) => {
                let place = rest.strip_prefix("//").ok_or_else(wrong)?;
                let port = place.rsplit_once(':').and_then(|(host, port)| port.parse::<u16>().ok().filter(|_| !host.is_empty()));
                port.ok_or_else(wrong)?;
                Address::Tcp(place.to_owned())
            }
            #[cfg(unix)]
            Some(("unix", rest)) => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if !path.starts_with('/') {
                    return Err(wrong());
                }
                Address::Unix(path.into())
            }
            _ => return Err(wrong()),
        };
        Ok(Some(Self { address, name: setting.to_owned() }))
    }

    /// Asks for a verdict on these bytes.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub fn scan(&self, bytes: &[u8]) -> Result<Verdict, Unreachable> {
        let unreachable = |e| Unreachable(self.name.clone(), e);
        match &self.address {
            Address::Tcp(place) => {
                let stream = connect(place).map_err(unreachable)?;
                stream.set_read_timeout(Some(ANSWER)).and_then(|()| stream.set_write_timeout(Some(ANSWER))).map_err(unreachable)?;
                Ok(ask(stream, bytes))
            }
            #[cfg(unix)]
            Address::Unix(path) => {
                let stream = std::os::unix::net::UnixStream::connect(path).map_err(unreachable)?;
                stream.set_read_timeout(Some(ANSWER)).and_then(|()| stream.set_write_timeout(Some(ANSWER))).map_err(unreachable)?;
                Ok(ask(stream, bytes))
            }
        }
    }
}

fn connect(place: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in place.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => return Ok(stream),
            Err(e) => last = e,
        }
    }
    Err(last)
}

fn ask(mut stream: impl Read + Write, bytes: &[u8]) -> Verdict {
    // A daemon that has enough of a file closes in the middle, after it has said why.
    let sent = send(&mut stream, bytes);
    let mut answer = Vec::new();
    let read = stream.take(MOST_ANSWER).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    match (sent, read) {
        _ if !answer.trim_matches(['\0', '\n']).is_empty() => judge(&answer),
        (Err(e), _) | (_, Err(e)) => Verdict::Failed(shortened(&e.to_string())),
        _ => Verdict::Failed("the scanner said nothing".to_owned()),
    }
}

fn send(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(piece)?;
    }
    stream.write_all(&0_u32.to_be_bytes())?;
    stream.flush()
}

fn judge(answer: &str) -> Verdict {
    let answer = answer.trim_matches(['\0', '\n', '\r', ' ']);
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    match said.strip_suffix(" FOUND") {
        Some(name) => Verdict::Infected(shortened(name)),
        None if said == "OK" => Verdict::Clean,
        None => Verdict::Failed(shortened(said)),
    }
}

/// What a scanner says goes into pages and letters: one short line.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_FINDING).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_understood_or_refused() {
        let of = |setting: &str| Scanner::from_setting(setting).map(|s| s.map(|s| s.address));
        assert_eq!(of(""), Ok(None));
        assert_eq!(of("tcp://127.0.0.1:3310"), Ok(Some(Address::Tcp("127.0.0.1:3310".into()))));
        assert_eq!(of("tcp://[::1]:3310"), Ok(Some(Address::Tcp("[::1]:3310".into()))));
        #[cfg(unix)]
        assert_eq!(of("unix:///run/clamd.ctl"), Ok(Some(Address::Unix("/run/clamd.ctl".into()))));
        for wrong in ["127.0.0.1:3310", "tcp://127.0.0.1", "tcp://:3310", "http://x", "unix:run", "yes"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn answers_are_read_as_clamd_gives_them() {
        let rows = [
            ("stream: OK\0", Verdict::Clean),
            ("stream: Eicar-Test-Signature FOUND\0", Verdict::Infected("Eicar-Test-Signature".into())),
            ("INSTREAM size limit exceeded. ERROR\0", Verdict::Failed("INSTREAM size limit exceeded. ERROR".into())),
            ("stream: OK FOUND\0", Verdict::Infected("OK".into())),
        ];
        for (answer, expected) in rows {
            assert_eq!(judge(answer), expected, "{answer}");
        }
    }

    #[test]
    fn the_bytes_go_in_pieces_with_their_lengths() {
        let mut sent = Vec::new();
        send(&mut sent, &vec![7; PIECE + 1]).expect("memory");
        assert!(sent.starts_with(b"zINSTREAM\0\x00\x01\x00\x00\x07") && sent.ends_with(&[0, 0, 0, 1, 7, 0, 0, 0, 0]));
        assert_eq!(sent.len(), 10 + 4 + PIECE + 4 + 1 + 4);
    }

    #[test]
    fn nobody_there_is_no_verdict() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let scanner = Scanner::from_setting(&format!("tcp://127.0.0.1:{port}")).expect("a setting").expect("a scanner");
        assert!(scanner.scan(b"x").is_err());
    }
}
