//! What somebody presses, and what must be kept of it: every part or none.

use diesel::prelude::*;
use urban_diplomacy_fund::db::schema::{
    accounts, audit_events as audit, fund_steps as steps, idempotency_keys as keys, journals as j, one_time_links as links,
    outbox_messages as outbox, rejected_attempts as attempts,
};
use urban_diplomacy_fund::db::{Conn, Error};

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A step of the fund's money: one journal.
    Step(&'static str),
    /// An apportionment above what is there: the refusal is remembered with its key (L7).
    TooMuch,
    /// An invitation, which promises a letter (N1).
    Invitation,
    /// Another name of one's own.
    Rename,
}

/// One press of one button.
#[derive(Clone, Debug)]
pub struct Press {
    /// What it is.
    pub kind: Kind,
    /// Its text, which nothing else in the database holds.
    pub name: String,
    /// Where to.
    pub path: String,
    /// The form.
    pub fields: Vec<(String, String)>,
}

/// What is kept of a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// No part of it.
    Nothing,
    /// Every part, each once; with the receipt of its journal.
    Whole(String),
    /// Anything else.
    Torn(String),
}

impl Press {
    /// The key that the form carries: as random to the program as one of its own.
    pub fn key(&self) -> String {
        format!("key-of-{}", self.name)
    }

    /// What the database holds of it.
    pub fn kept(&self, conn: &mut Conn) -> Result<Kept, Error> {
        let of_key = format!("fund/{}.%", self.key());
        let pressed: i64 = keys::table.find(self.key()).count().get_result(conn)?;
        let journals: Vec<(i64, String)> = j::table.filter(j::idem_key.like(&of_key)).select((j::seq, j::leaf_hash)).load(conn)?;
        let parts = match self.kind {
            Kind::Step(_) => {
                let step = steps::table.filter(steps::evidence.eq(&self.name)).count().get_result(conn)?;
                let evidence = j::table.filter(j::evidence.eq(&self.name)).count().get_result(conn)?;
                let count = i64::try_from(journals.len()).expect("few");
                vec![pressed, count, evidence, step, recorded(conn, "evidence", &self.name)?]
            }
            Kind::TooMuch => {
                let nothing = pressed + i64::try_from(journals.len()).expect("few") + recorded(conn, "evidence", &self.name)?;
                if nothing > 0 {
                    return Ok(Kept::Torn(format!("{self:?} was refused, and left something")));
                }
                vec![attempts::table.filter(attempts::idem_key.like(&of_key)).count().get_result(conn)?]
            }
            Kind::Invitation => {
                let link = links::table.filter(links::email.eq(self.address())).count().get_result(conn)?;
                let letter = outbox::table.filter(outbox::to_address.eq(self.address())).count().get_result(conn)?;
                vec![pressed, link, letter, recorded(conn, "email", &self.address())?]
            }
            Kind::Rename => vec![pressed, recorded(conn, "new_name", &self.name)?],
        };
        Ok(match (parts.iter().min(), parts.iter().max()) {
            (Some(0), Some(0)) => Kept::Nothing,
            (Some(1), Some(1)) => Kept::Whole(format!("{journals:?}")),
            _ => Kept::Torn(format!("{:?} {}: parts {parts:?}", self.kind, self.name)),
        })
    }

    /// Whom an invitation goes to.
    pub fn address(&self) -> String {
        format!("{}@people.example", self.name)
    }
}

/// How many facts on the record say this.
fn recorded(conn: &mut Conn, field: &str, value: &str) -> Result<i64, Error> {
    Ok(audit::table.filter(audit::payload.like(format!("%\"{field}\":\"{value}\"%"))).count().get_result(conn)?)
}

/// How many journals there are, and what the accounts are called now.
pub fn journals_and_names(conn: &mut Conn) -> Result<(i64, Vec<String>), Error> {
    Ok((j::table.count().get_result(conn)?, accounts::table.select(accounts::name).load(conn)?))
}
