//! The tables as diesel sees them. Generated from `migrations/common` by `tools/schema.py`; a test compares it with both databases.
#![allow(missing_docs, reason = "generated")]

diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        locale -> Text,
        failed_sign_ins -> Integer,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    api_tokens (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        label -> Text,
        scope -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        fact -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        payload -> Text,
    }
}

diesel::table! {
    audit_seals (seq) {
        seq -> BigInt,
        event_id -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    audit_unsealed (event_id) {
        event_id -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    fund_roles (account_id, role) {
        account_id -> Text,
        role -> Text,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (key) {
        key -> Text,
        account_id -> Nullable<Text>,
        route -> Text,
        request_hash -> Text,
        location -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    mailbox_messages (message_id) {
        message_id -> Text,
        to_address -> Text,
        to_name -> Text,
        subject_line -> Text,
        body_text -> Text,
        body_html -> Text,
        delivered_at -> Timestamp,
    }
}

diesel::table! {
    memberships (account_id, organisation_id, role) {
        account_id -> Text,
        organisation_id -> Text,
        role -> Text,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    one_time_links (token_hash) {
        token_hash -> Text,
        purpose -> Text,
        email -> Text,
        account_id -> Nullable<Text>,
        detail -> Text,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    organisations (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        geoname_id -> Nullable<BigInt>,
        state -> Text,
        county -> Nullable<Text>,
        population -> BigInt,
        time_zone -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    outbox_attempts (message_id, n) {
        message_id -> Text,
        n -> Integer,
        at -> Timestamp,
        outcome -> Text,
    }
}

diesel::table! {
    outbox_messages (id) {
        id -> Text,
        fact -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        account_id -> Nullable<Text>,
        to_name -> Text,
        to_address -> Text,
        locale -> Text,
        payload -> Text,
        dedup_key -> Text,
        state -> Text,
        not_before -> Timestamp,
        attempts -> Integer,
        lease_token -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        message_id -> Nullable<Text>,
        subject_line -> Nullable<Text>,
        raw -> Nullable<Binary>,
        raw_sha256 -> Nullable<Text>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    places (geoname_id) {
        geoname_id -> BigInt,
        name -> Text,
        search_name -> Text,
        state -> Text,
        county_fips -> Nullable<Text>,
        county -> Nullable<Text>,
        population -> BigInt,
        time_zone -> Text,
        latitude -> Text,
        longitude -> Text,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
        device -> Text,
    }
}

diesel::table! {
    wf_definitions (hash) {
        hash -> Text,
        name -> Text,
        version -> Text,
        json -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    wf_events (id) {
        id -> Text,
        instance_id -> Text,
        n -> BigInt,
        kind -> Text,
        transition_id -> Text,
        account_id -> Nullable<Text>,
        actor_name -> Text,
        reason -> Nullable<Text>,
        subject_digest -> Nullable<Text>,
        idem_key -> Text,
        marking_after -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    wf_instances (id) {
        id -> Text,
        definition_hash -> Text,
        marking -> Text,
        lock_version -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    write_gate (id) {
        id -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    api_tokens,
    audit_events,
    audit_seals,
    audit_unsealed,
    fund_roles,
    idempotency_keys,
    mailbox_messages,
    memberships,
    one_time_links,
    organisations,
    outbox_attempts,
    outbox_messages,
    places,
    sessions,
    wf_definitions,
    wf_events,
    wf_instances,
    write_gate,
);
