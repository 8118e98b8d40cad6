//! `udf ledger checkpoint` and `prove`: what an auditor keeps outside the program, and
//! the proofs that belong to it.

use crate::config::Settings;
use crate::db::Db;
use crate::disbursement;
use crate::ledger::{self, Signer, TreeHead, Verifier};
use crate::people::Actor;
use crate::vault::Vault;
use anyhow::{Context, Result};
use data_encoding::BASE64;
use std::path::Path;

fn signer(settings: &Settings) -> Result<Signer> {
    Ok(disbursement::ledger_signer(settings, &Vault::from_settings(&settings.vault)?)?)
}

pub(super) fn print_key(settings: &Settings) -> Result<()> {
    say!("{}", signer(settings)?.verifier());
    Ok(())
}

/// What a checkpoint in a file says, if the key signed it.
pub(super) fn read(settings: &Settings, file: &Path, key: Option<&str>) -> Result<TreeHead> {
    let note = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let verifier: Verifier = match key {
        Some(key) => key.parse()?,
        None => signer(settings)?.verifier(),
    };
    verifier.open(&note).with_context(|| file.display().to_string())
}

/// Makes a checkpoint, or shows the latest when nothing was booked since.
pub(super) fn make(settings: &Settings, db: &Db, output: Option<&Path>) -> Result<()> {
    let signer = signer(settings)?;
    let made = db.write(|tx| disbursement::make_checkpoint(tx, &Actor::system(), &signer))?;
    let shown = match made {
        Some(made) => made,
        None => db.read(ledger::latest_checkpoint)?.context("The journal is empty: there is nothing to note.")?,
    };
    match output {
        Some(path) => std::fs::write(path, &shown.note).with_context(|| format!("{} cannot be written", path.display()))?,
        None => show!(shown.note),
    }
    Ok(())
}

/// Prints a proof, hash by hash, as base64.
pub(super) fn prove(db: &Db, journal: i64, size: Option<i64>, consistency: bool) -> Result<()> {
    let all = db.read(ledger::count_journals)?;
    let size = size.unwrap_or(all);
    let missing = || format!("There are {all} journals; a proof needs one of the first {size} of them.");
    if consistency {
        let path = db.snapshot(|conn| ledger::prove_consistency(conn, journal, size)).with_context(missing)?;
        say!("first {journal} of {size}");
        path.iter().for_each(|node| say!("{}", BASE64.encode(node)));
        return Ok(());
    }
    let proof = db.snapshot(|conn| ledger::prove_inclusion(conn, journal, size)).with_context(missing)?;
    say!("journal {journal} of {size}\nleaf {}\nroot {}", BASE64.encode(&proof.leaf), BASE64.encode(&proof.root));
    proof.path.iter().for_each(|node| say!("{}", BASE64.encode(node)));
    Ok(())
}
