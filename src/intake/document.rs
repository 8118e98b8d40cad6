//! The document that is received: everything asked and answered, as canonical JSON
//! (keys sorted, no spaces), so that anyone can compute its SHA-256 again.

use super::Draft;
use super::received::ReceivedPartner;
use super::submit::Signature;
use crate::db;
use crate::kernel::Timestamp;
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The document with its digest.
pub(super) struct Document {
    pub(super) json: String,
    pub(super) sha256: String,
}

pub(super) fn document(draft: &Draft, signature: &Signature<'_>, received_at: Timestamp) -> Document {
    let mut value = json!({
        "reference": draft.application.reference,
        "city": {"id": draft.application.city, "name": draft.application.city_name},
        "opportunity": {"slug": draft.definition.slug, "title": draft.definition.title, "definition_sha256": draft.application.definition_sha256},
        "received_at": received_at.iso(),
        "answers": answers(draft),
        "activities": draft.activities.iter().map(|a| activity(draft, a)).collect::<Vec<_>>(),
        "total_cents": draft.total().cents(),
        "city_pays_cents": draft.city_pays().cents(),
        "attachments": draft.attachments_asked_for().map(|a| json!({
            "slot": a.slot, "name": a.name, "media_type": a.media_type, "size_bytes": a.size_bytes, "sha256": a.sha256,
        })).collect::<Vec<_>>(),
        "certification": {
            "effect": draft.definition.certification.effect,
            "statements": draft.definition.certification.statements,
            "agree": signature.page.is_none().then_some(&draft.definition.certification.agree),
            "signed_as": signature.name,
        },
    });
    if let Some(members) = value.as_object_mut().filter(|_| draft.is_concept_note()) {
        members.insert("part".into(), json!("concept_note"));
    }
    if let (Some(entry), Some(members)) = (&draft.application.entry, value.as_object_mut()) {
        members.insert("entered_by".into(), json!(entry.name));
    }
    if let (Some(page), Some(certified)) = (signature.page, value.get_mut("certification").and_then(Value::as_object_mut)) {
        let (title, day) = (&page.official_title, page.signed_on);
        let shown = json!({"title": title, "signed_on": day, "page": page.name, "media_type": page.media_type, "sha256": page.sha256});
        certified.insert("on_paper".into(), shown);
    }
    if let Some(members) = value.as_object_mut().filter(|_| !draft.partners.is_empty()) {
        members.insert("partners".into(), json!(ReceivedPartner::all(draft)));
    }
    let json = canonical(&value);
    Document { sha256: digest(&json), json }
}

/// The SHA-256 of a text, as pages show it.
pub(super) fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

fn answers(draft: &Draft) -> Value {
    let answers: Map<String, Value> = draft.answers_asked_for().into_iter().map(|(id, answer)| (id, json!(answer))).collect();
    Value::Object(answers)
}

fn activity(draft: &Draft, activity: &super::Activity) -> Value {
    let lines = draft.budget.iter().filter(|l| l.activity == activity.id);
    json!({
        "id": activity.id, "kind": activity.kind, "title": activity.title, "place": activity.place, "country": activity.country,
        "starts_on": activity.starts_on, "ends_on": activity.ends_on, "partner": activity.partner, "provider": activity.provider,
        "attendees": activity.attendees.iter().map(|a| json!({"id": a.id, "name": a.name, "job": a.job, "standing": a.standing})).collect::<Vec<_>>(),
        "costs": draft.costs_of(activity).map(super::ReceivedCost::from).collect::<Vec<_>>(),
        "budget": lines.map(|l| json!({"category": l.category, "amount_cents": l.amount.cents(), "note": l.note})).collect::<Vec<_>>(),
    })
}

/// Sorted keys whatever map the JSON library uses inside.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let members: Vec<String> =
                keys.into_iter().filter_map(|k| Some(format!("{}:{}", Value::from(k.as_str()), canonical(map.get(k)?)))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

/// Reads a stored document.
pub(super) fn parse(json: &str) -> Result<Value, db::Error> {
    serde_json::from_str(json).map_err(|e| db::Error::unreadable("submitted document", e))
}
