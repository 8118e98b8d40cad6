//! Delivery: lease due messages, write each once, send its stored bytes outside
//! any transaction, mark what it came to.

use super::backoff::next_attempt;
use super::{Report, WorkerContext};
use crate::db::{Error, Tx};
use crate::kernel::Timestamp;
use crate::letters;
use crate::mailer::{Address, Email, Failure, Session};
use crate::outbox::{self, Leased, Outcome};
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

const BATCH: i64 = 10;
/// How long the channel rests when the server refuses us.
const PAUSE: TimeDelta = TimeDelta::minutes(15);
/// Answers that one delivery may wait for, from the greeting to the last full stop.
const ANSWERS: i32 = 10;

/// Sends one batch; returns how many messages it had.
pub(super) fn batch(worker: &WorkerContext, report: &mut Report) -> Result<usize, Error> {
    let longest = TimeDelta::from_std(worker.mailer.timeout).unwrap_or(TimeDelta::seconds(20)) * ANSWERS;
    let hold = (longest * 2).max(TimeDelta::minutes(5));
    let (token, leased) = worker.db.write_behind(|tx| {
        let now = tx.now();
        if outbox::find_pause(tx, now)?.is_some() {
            return Ok((String::new(), vec![]));
        }
        outbox::lease(tx, BATCH, hold)
    })?;
    let ready = prepare(worker, &token, &leased)?;
    let lease_ends = worker.db.clock().now().plus(hold - longest);
    let mut session = None;
    let mut blocked: Option<Blocked> = None;
    for (message, ready) in leased.iter().zip(ready) {
        if worker.db.clock().now() >= lease_ends && blocked.is_none() {
            // Too late to finish within the lease: the rest goes back untouched.
            blocked = Some(Blocked::Released("the worker ran out of time".into()));
        }
        let outcome = match &blocked {
            Some(blocked) => Ended::Blocked(blocked.clone()),
            None => hand_over(worker, &mut session, message, ready),
        };
        if let Ended::Failed(failure) = &outcome {
            blocked = Blocked::by(failure);
        }
        settle(worker, &token, message, outcome, report)?;
    }
    Ok(leased.len())
}

/// Why the rest of a batch is not tried.
#[derive(Clone)]
enum Blocked {
    Unreachable(String),
    Channel(String),
    Released(String),
}

impl Blocked {
    fn by(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Unreachable(why) => Some(Self::Unreachable(why.clone())),
            Failure::Channel(why) => Some(Self::Channel(why.clone())),
            Failure::Later(_) | Failure::Refused(_) => None,
        }
    }
}

/// How the turn of one message ended.
enum Ended {
    Delivered,
    Failed(Failure),
    Suppressed(String),
    Unwritable(String),
    Blocked(Blocked),
}

/// The bytes of each message, or why it is not sent. What no attempt has written before
/// is written now, and kept before the first is sent.
fn prepare(worker: &WorkerContext, token: &str, leased: &[Leased]) -> Result<Vec<Result<Vec<u8>, Ended>>, Error> {
    let mut ready = Vec::new();
    let mut written = Vec::new();
    for message in leased {
        let suppressed = worker.db.read(|conn| outbox::find_suppression(conn, &message.to_address))?;
        ready.push(match (suppressed, &message.raw) {
            (Some(why), _) => Err(Ended::Suppressed(why)),
            (None, Some(raw)) => Ok(raw.clone()),
            (None, None) => compose(worker, message)
                .map(|(subject, raw)| {
                    written.push((&message.id, message_id(worker, message), subject, raw.clone()));
                    raw
                })
                .map_err(Ended::Unwritable),
        });
    }
    if !written.is_empty() {
        worker.db.write_behind(|tx| {
            written.iter().try_for_each(|(id, message_id, subject, raw)| {
                let sha256 = HEXLOWER.encode(&Sha256::digest(raw));
                outbox::store_rendered(tx, id, token, (message_id, subject, raw, &sha256))
            })
        })?;
    }
    Ok(ready)
}

fn hand_over(worker: &WorkerContext, session: &mut Option<Session>, message: &Leased, ready: Result<Vec<u8>, Ended>) -> Ended {
    let to = Address { name: message.to_name.clone(), email: message.to_address.clone() };
    match ready.map(|raw| worker.mailer.send(&worker.db, session, &to, &raw)) {
        Ok(Ok(())) => Ended::Delivered,
        Ok(Err(failure)) => Ended::Failed(failure),
        Err(ended) => ended,
    }
}

fn message_id(worker: &WorkerContext, message: &Leased) -> String {
    format!("{}@{}", message.id, worker.mailer.domain)
}

/// The subject and the bytes, from the payload alone.
fn compose(worker: &WorkerContext, message: &Leased) -> Result<(String, Vec<u8>), String> {
    let reader = letters::Reader { name: &message.to_name, side: message.side.parse().unwrap_or_default() };
    let letter = letters::write(&worker.templates, &worker.fund, &message.fact, reader, &message.payload).map_err(|e| e.to_string())?;
    let email = Email {
        from: worker.mailer.from.clone(),
        reply_to: worker.mailer.reply_to.clone(),
        to: Address { name: message.to_name.clone(), email: message.to_address.clone() },
        subject: letter.subject.clone(),
        text: letter.text,
        html: letter.html,
        message_id: message_id(worker, message),
        reference: message.id.clone(),
        date: Timestamp::from_naive(message.created_at),
    };
    Ok((letter.subject, email.bytes().map_err(|e| e.to_string())?))
}

/// Marks what the turn came to. A lease that was lost meanwhile marks nothing.
fn settle(worker: &WorkerContext, token: &str, message: &Leased, ended: Ended, report: &mut Report) -> Result<(), Error> {
    let marked = worker.db.write_behind(|tx| {
        let outcome = judge(worker, tx, message, &ended)?;
        outbox::mark(tx, &message.id, token, &outcome)?;
        Ok(outcome)
    });
    match marked {
        Ok(outcome) => {
            if let Outcome::Dead(why) = &outcome {
                tracing::error!(message = message.id, fact = message.fact, why, "a message is given up; a person must act");
            }
            report.count(&outcome);
            Ok(())
        }
        Err(Error::Stale) => {
            tracing::warn!(message = message.id, "the lease ended before the message was marked");
            Ok(())
        }
        Err(e) => Err(e),
    }
}

fn judge(worker: &WorkerContext, tx: &mut Tx<'_>, message: &Leased, ended: &Ended) -> Result<Outcome, Error> {
    let now = tx.now();
    Ok(match ended {
        Ended::Delivered => Outcome::Sent { forget: letters::carries_secret(&message.fact) },
        Ended::Suppressed(why) => Outcome::Suppressed(why.clone()),
        Ended::Unwritable(why) => Outcome::Dead(why.clone()),
        Ended::Failed(Failure::Refused(why)) => Outcome::Dead(why.clone()),
        Ended::Failed(Failure::Channel(why)) => {
            outbox::pause(tx, now.plus(PAUSE), why)?;
            Outcome::Hold(now.plus(PAUSE), why.clone())
        }
        Ended::Blocked(Blocked::Channel(why)) => Outcome::Hold(now.plus(PAUSE), why.clone()),
        Ended::Blocked(Blocked::Released(why)) => Outcome::Hold(now, why.clone()),
        Ended::Failed(Failure::Later(why) | Failure::Unreachable(why)) | Ended::Blocked(Blocked::Unreachable(why)) => {
            let queued = Timestamp::from_naive(message.created_at);
            let [roll] = tx.random::<1>();
            match next_attempt(message.attempts + 1, queued, now, worker.patience, roll) {
                Some(at) => Outcome::Retry(at, why.clone()),
                None => Outcome::Dead(format!("not delivered in {} days; last: {why}", worker.patience.num_days())),
            }
        }
    })
}
