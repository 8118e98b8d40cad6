//! The tables as diesel sees them. Generated from `migrations/common` by `tools/schema.py`; a test compares it with both databases.
#![allow(missing_docs, reason = "generated")]

diesel::table! {
    account_words (word, account_id) {
        word -> Text,
        account_id -> Text,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        locale -> Text,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    activities (id) {
        id -> Text,
        application_id -> Text,
        position -> Integer,
        kind -> Text,
        title -> Text,
        place -> Text,
        country -> Text,
        starts_on -> Date,
        ends_on -> Date,
        partner -> Text,
        provider -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    activity_people (activity_id, id) {
        activity_id -> Text,
        id -> Text,
        name -> Text,
        job -> Text,
        standing -> Text,
        attended -> Bool,
    }
}

diesel::table! {
    activity_records (id) {
        id -> Text,
        award_id -> Text,
        event_id -> Nullable<Text>,
        kind -> Text,
        title -> Text,
        place -> Text,
        country -> Text,
        starts_on -> Date,
        ends_on -> Date,
        partner -> Text,
        provider -> Text,
        attendees_career -> Integer,
        attendees_appointee -> Integer,
        state -> Text,
        added -> Bool,
        reason -> Text,
        changed_by_name -> Text,
        changed_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    advance_refunds (id) {
        id -> Text,
        award_id -> Text,
        amount_cents -> BigInt,
        received_on -> Date,
        bank_reference -> Text,
        recorded_by -> Text,
        recorded_by_name -> Text,
        recorded_at -> Timestamp,
        journal_seq -> BigInt,
    }
}

diesel::table! {
    agreements (id) {
        id -> Text,
        award_id -> Text,
        n -> Integer,
        template -> Text,
        text -> Text,
        digest -> Text,
        made_at -> Timestamp,
        account_id -> Nullable<Text>,
        typed_name -> Nullable<Text>,
        accepted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    amendment_lines (amendment_id, category) {
        amendment_id -> Text,
        category -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    amendments (id) {
        id -> Text,
        award_id -> Text,
        n -> Integer,
        kind -> Text,
        stage -> Text,
        by_fund -> Bool,
        reason -> Text,
        from_version -> Integer,
        from_end -> Date,
        amount_cents -> BigInt,
        period_end -> Date,
        key_person -> Nullable<Text>,
        new_person -> Nullable<Text>,
        digest -> Text,
        needs_signature -> Bool,
        asked_by -> Text,
        asked_by_name -> Text,
        asked_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_reason -> Nullable<Text>,
        agreement_id -> Nullable<Text>,
        in_force_at -> Nullable<Timestamp>,
        journal_seqs -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
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
    application_answers (application_id, question_id) {
        application_id -> Text,
        question_id -> Text,
        value -> Text,
        answered_by -> Text,
        answered_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    application_returns (id) {
        id -> Text,
        application_id -> Text,
        n -> Integer,
        scope -> Text,
        note -> Text,
        returned_by -> Text,
        returned_at -> Timestamp,
        answer_by -> Timestamp,
    }
}

diesel::table! {
    application_writers (account_id, application_id) {
        account_id -> Text,
        application_id -> Text,
    }
}

diesel::table! {
    applications (id) {
        id -> Text,
        reference -> Text,
        opportunity_id -> Text,
        definition_sha256 -> Text,
        organisation_id -> Text,
        title -> Text,
        editable_scope -> Text,
        total_cents -> BigInt,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
        answer_by -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
        version -> BigInt,
        invited_at -> Nullable<Timestamp>,
        entered_by -> Nullable<Text>,
        entered_by_name -> Nullable<Text>,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        application_id -> Text,
        slot -> Text,
        name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        added_by -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    attendees (id) {
        id -> Text,
        activity_id -> Text,
        position -> Integer,
        name -> Text,
        job -> Text,
        standing -> Text,
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
    award_budget_lines (award_id, budget_version, category) {
        award_id -> Text,
        budget_version -> Integer,
        category -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    award_conditions (id) {
        id -> Text,
        application_id -> Text,
        organisation_id -> Text,
        attestation_id -> Nullable<Text>,
        proposal -> Nullable<Text>,
        text -> Text,
        reason -> Text,
        remedy -> Text,
        citation -> Text,
        imposed_by -> Text,
        imposed_by_name -> Text,
        imposed_at -> Timestamp,
        lifted_by -> Nullable<Text>,
        lifted_by_name -> Nullable<Text>,
        lifted_at -> Nullable<Timestamp>,
        lift_reason -> Nullable<Text>,
        version -> BigInt,
        due_on -> Nullable<Date>,
        gates_payment -> Bool,
        met_by -> Nullable<Text>,
        met_by_name -> Nullable<Text>,
        met_at -> Nullable<Timestamp>,
        met_note -> Nullable<Text>,
        met_evidence_sha256 -> Nullable<Text>,
        met_evidence_name -> Nullable<Text>,
        met_evidence_media_type -> Nullable<Text>,
    }
}

diesel::table! {
    award_reports (id) {
        id -> Text,
        award_id -> Text,
        form -> Text,
        period_start -> Date,
        period_end -> Date,
        due_on -> Date,
        remind_on -> Nullable<Date>,
        state -> Text,
        reason -> Nullable<Text>,
        submitted_by -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    award_seals (award_id, n) {
        award_id -> Text,
        n -> Integer,
        format -> Text,
        record_sha256 -> Text,
        sections -> Text,
        last_seq -> BigInt,
        keep_until -> Date,
        sealed_by -> Text,
        sealed_by_name -> Text,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    award_money (award_id, code) {
        award_id -> Text,
        code -> Text,
        cents -> BigInt,
    }
}

diesel::table! {
    awards (id) {
        id -> Text,
        reference -> Text,
        opportunity_id -> Text,
        organisation_id -> Text,
        title -> Text,
        recommendation_id -> Text,
        amount_cents -> BigInt,
        budget_version -> Integer,
        period_start -> Date,
        period_end -> Date,
        offered_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        declined_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        version -> BigInt,
        told_at -> Nullable<Timestamp>,
        annulled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bank_assertions (statement_id) {
        statement_id -> Text,
        closing_on -> Date,
        closing_cents -> BigInt,
        book_cents -> BigInt,
        listed_cents -> BigInt,
        unexplained_cents -> BigInt,
        journals -> BigInt,
        made_at -> Timestamp,
    }
}

diesel::table! {
    bank_details (id) {
        id -> Text,
        organisation_id -> Text,
        number -> Integer,
        holder -> Text,
        routing_number -> Text,
        account_sealed -> Text,
        account_last4 -> Text,
        account_kind -> Text,
        entered_by -> Text,
        entered_by_name -> Text,
        entered_at -> Timestamp,
        verified_by -> Nullable<Text>,
        verified_by_name -> Nullable<Text>,
        verified_at -> Nullable<Timestamp>,
        how_verified -> Nullable<Text>,
        blocked_reason -> Nullable<Text>,
        usable_from -> Nullable<Timestamp>,
        confirmed_by -> Nullable<Text>,
        confirmed_by_name -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        frozen_at -> Nullable<Timestamp>,
        awaits_prenote -> Bool,
        source -> Text,
    }
}

diesel::table! {
    bank_exceptions (id) {
        id -> Text,
        inbox_id -> Nullable<Text>,
        line_number -> Integer,
        kind -> Text,
        words -> Text,
        trace_number -> Nullable<Text>,
        code -> Nullable<Text>,
        amount_cents -> Nullable<BigInt>,
        payment_id -> Nullable<Text>,
        found_at -> Timestamp,
        settled_by -> Nullable<Text>,
        settled_by_name -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        how -> Nullable<Text>,
        bank_line_id -> Nullable<Text>,
    }
}

diesel::table! {
    bank_files (run_id) {
        run_id -> Text,
        name -> Text,
        content -> Binary,
        sha256 -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    bank_inbox (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        file_sha256 -> Text,
        lines_count -> Integer,
        read_by -> Text,
        read_by_name -> Text,
        read_at -> Timestamp,
    }
}

diesel::table! {
    bank_line_asides (id) {
        id -> Text,
        bank_line_id -> Text,
        reason -> Text,
        set_aside_by -> Text,
        set_aside_by_name -> Text,
        set_aside_at -> Timestamp,
        taken_back_by -> Nullable<Text>,
        taken_back_by_name -> Nullable<Text>,
        taken_back_at -> Nullable<Timestamp>,
        why_back -> Nullable<Text>,
    }
}

diesel::table! {
    bank_lines (id) {
        id -> Text,
        statement_id -> Text,
        line_number -> Integer,
        value_on -> Date,
        amount_cents -> BigInt,
        description -> Text,
        trace_number -> Nullable<Text>,
        ext_ref -> Nullable<Text>,
        bank_code -> Nullable<Text>,
        counterparty -> Nullable<Text>,
    }
}

diesel::table! {
    bank_matches (id) {
        id -> Text,
        bank_line_id -> Text,
        kind -> Text,
        payment_id -> Nullable<Text>,
        refund_id -> Nullable<Text>,
        amount_cents -> BigInt,
        rule -> Text,
        matched_by -> Text,
        matched_by_name -> Text,
        matched_at -> Timestamp,
        confirmed_by -> Nullable<Text>,
        confirmed_by_name -> Nullable<Text>,
        journal_seq -> Nullable<BigInt>,
        reversed_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    bank_proposals (id) {
        id -> Text,
        organisation_id -> Text,
        bank_details_id -> Text,
        payment_id -> Nullable<Text>,
        code -> Text,
        trace_number -> Text,
        routing_number -> Nullable<Text>,
        account_sealed -> Nullable<Text>,
        account_last4 -> Nullable<Text>,
        account_kind -> Nullable<Text>,
        holder -> Nullable<Text>,
        found_by -> Text,
        found_by_name -> Text,
        found_at -> Timestamp,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
        new_details_id -> Nullable<Text>,
    }
}

diesel::table! {
    bank_statements (id) {
        id -> Text,
        name -> Text,
        file_sha256 -> Text,
        lines_count -> Integer,
        imported_by -> Text,
        imported_by_name -> Text,
        imported_at -> Timestamp,
        format -> Text,
        account -> Nullable<Text>,
        opening_cents -> Nullable<BigInt>,
        closing_cents -> Nullable<BigInt>,
        closing_on -> Nullable<Date>,
        fund_code -> Nullable<Text>,
    }
}

diesel::table! {
    bill_receipts (bill_id, n) {
        bill_id -> Text,
        n -> Integer,
        way -> Text,
        amount_cents -> BigInt,
        received_on -> Date,
        evidence -> Text,
        recorded_by -> Text,
        recorded_by_name -> Text,
        recorded_at -> Timestamp,
        journal_seq -> BigInt,
    }
}

diesel::table! {
    bill_referrals (bill_id) {
        bill_id -> Text,
        amount_cents -> BigInt,
        reason -> Text,
        referred_by -> Text,
        referred_by_name -> Text,
        referred_at -> Timestamp,
    }
}

diesel::table! {
    bills (id) {
        id -> Text,
        award_id -> Text,
        category -> Text,
        expense_id -> Nullable<Text>,
        amount_cents -> BigInt,
        reason -> Text,
        state -> Text,
        due_on -> Nullable<Date>,
        asked_by -> Text,
        asked_by_name -> Text,
        asked_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        journal_seq -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    blind_copies (application_id) {
        application_id -> Text,
        document_sha256 -> Text,
        content_sha256 -> Text,
        ready_at -> Nullable<Timestamp>,
        saved_by -> Text,
        saved_by_name -> Text,
        saved_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    blind_files (application_id, original_sha256) {
        application_id -> Text,
        original_sha256 -> Text,
        choice -> Text,
        sha256 -> Nullable<Text>,
        name -> Nullable<Text>,
        media_type -> Nullable<Text>,
        size_bytes -> Nullable<BigInt>,
        saved_by_name -> Text,
        saved_at -> Timestamp,
    }
}

diesel::table! {
    blind_labels (application_id) {
        application_id -> Text,
        opportunity_id -> Text,
        lot -> BigInt,
    }
}

diesel::table! {
    blind_passages (application_id, original_sha256) {
        application_id -> Text,
        original_sha256 -> Text,
        redacted -> Text,
        saved_by_name -> Text,
        saved_at -> Timestamp,
    }
}

diesel::table! {
    blind_rounds (opportunity_id) {
        opportunity_id -> Text,
        waits -> Bool,
        changed_by -> Text,
        changed_by_name -> Text,
        changed_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    budget_lines (activity_id, category) {
        activity_id -> Text,
        category -> Text,
        application_id -> Text,
        amount_cents -> BigInt,
        note -> Text,
    }
}

diesel::table! {
    bulk_cases (run_id, application_id) {
        run_id -> Text,
        application_id -> Text,
        seen_version -> BigInt,
        outcome -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    bulk_runs (id) {
        id -> Text,
        action -> Text,
        reason -> Text,
        made_by -> Text,
        made_by_name -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    chart_accounts (chart_id, code) {
        chart_id -> Text,
        code -> Text,
        title -> Text,
        track -> Text,
        normal -> Text,
        limit_kind -> Text,
        dims -> Text,
        confidence -> Text,
    }
}

diesel::table! {
    chart_versions (id) {
        id -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source_note -> Text,
        sha256 -> Text,
        installed_at -> Timestamp,
    }
}

diesel::table! {
    city_claims (id) {
        id -> Text,
        organisation_id -> Text,
        claimed_by -> Nullable<Text>,
        claimant -> Text,
        claimed_at -> Timestamp,
        mailbox -> Nullable<Text>,
        mailbox_proved_at -> Nullable<Timestamp>,
        letter_name -> Nullable<Text>,
        letter_type -> Nullable<Text>,
        letter_sha256 -> Nullable<Text>,
        letter_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        mailbox_by -> Nullable<Text>,
        letter_by -> Nullable<Text>,
    }
}

diesel::table! {
    city_entries (application_id) {
        application_id -> Text,
        channel -> Text,
        about -> Text,
        mail_to -> Nullable<Text>,
        opened_at -> Timestamp,
    }
}

diesel::table! {
    closeout_items (award_id, item) {
        award_id -> Text,
        item -> Text,
        note -> Text,
        done_by -> Text,
        done_by_name -> Text,
        done_at -> Timestamp,
    }
}

diesel::table! {
    closeouts (award_id) {
        award_id -> Text,
        deobligated_cents -> BigInt,
        spent_cents -> BigInt,
        closed_by -> Text,
        closed_by_name -> Text,
        closed_at -> Timestamp,
    }
}

diesel::table! {
    comparisons_due (application_id) {
        application_id -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    application_partners (id) {
        id -> Text,
        application_id -> Text,
        geoname_id -> Nullable<BigInt>,
        name -> Text,
        contact_name -> Text,
        contact_email -> Text,
        part -> Text,
        asked_n -> Integer,
        asked_at -> Nullable<Timestamp>,
        version -> BigInt,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    partner_answers (id) {
        id -> Text,
        partner_id -> Text,
        application_id -> Text,
        asked_n -> Integer,
        is_confirmed -> Bool,
        name -> Text,
        job_title -> Text,
        reason -> Text,
        document -> Text,
        sha256 -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    condition_reminders (condition_id, kind) {
        condition_id -> Text,
        kind -> Text,
        told_at -> Timestamp,
    }
}

diesel::table! {
    cost_items (activity_id, position) {
        activity_id -> Text,
        position -> Integer,
        application_id -> Text,
        category -> Text,
        what -> Text,
        quantity_hundredths -> BigInt,
        unit -> Text,
        each_cents -> BigInt,
        city_pays_cents -> BigInt,
        partner_id -> Nullable<Text>,
    }
}

diesel::table! {
    cost_sums (program, state, kind, category, fiscal_year, held) {
        program -> Text,
        state -> Text,
        kind -> Text,
        category -> Text,
        fiscal_year -> Integer,
        held -> Bool,
        cents -> BigInt,
        n -> BigInt,
    }
}

diesel::table! {
    deadline_extensions (id) {
        id -> Text,
        opportunity_id -> Text,
        organisation_id -> Nullable<Text>,
        closes_at -> Timestamp,
        reason -> Text,
        granted_by -> Text,
        granted_by_name -> Text,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    decisions (id) {
        id -> Text,
        application_id -> Text,
        recommendation_id -> Nullable<Text>,
        outcome -> Text,
        reason -> Text,
        subject_digest -> Nullable<Text>,
        account_id -> Text,
        actor_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    delegations (id) {
        id -> Text,
        from_account -> Text,
        to_account -> Text,
        role -> Text,
        most_cents -> Nullable<BigInt>,
        first_day -> Date,
        last_day -> Date,
        made_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    event_names (event_id, folded) {
        event_id -> Text,
        folded -> Text,
    }
}

diesel::table! {
    event_sums (program, state) {
        program -> Text,
        state -> Text,
        cents -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        kind -> Text,
        title -> Text,
        provider -> Text,
        place -> Text,
        country -> Text,
        starts_on -> Date,
        ends_on -> Date,
        url -> Text,
        merged_into -> Nullable<Text>,
        award_id -> Nullable<Text>,
        made_by -> Text,
        made_by_name -> Text,
        made_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    expense_flags (expense_id, kind) {
        expense_id -> Text,
        kind -> Text,
        words -> Text,
        citation -> Text,
        answered_by -> Nullable<Text>,
        answered_by_name -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    expense_imports (expense_id) {
        expense_id -> Text,
        award_id -> Text,
        imported_from -> Text,
        row_digest -> Text,
        receipt_named -> Text,
    }
}

diesel::table! {
    expense_journals (expense_id, seq) {
        expense_id -> Text,
        seq -> BigInt,
        event -> Text,
    }
}

diesel::table! {
    expenses (id) {
        id -> Text,
        award_id -> Text,
        organisation_id -> Text,
        activity_id -> Text,
        category -> Text,
        attendee_id -> Nullable<Text>,
        spent_on -> Date,
        amount_cents -> BigInt,
        description -> Text,
        receipt_sha256 -> Nullable<Text>,
        receipt_name -> Nullable<Text>,
        receipt_media_type -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        submitted_by -> Text,
        submitted_by_name -> Text,
        submitted_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        advance_cents -> BigInt,
        claim_cents -> BigInt,
        version -> BigInt,
        payee -> Text,
        currency -> Nullable<Text>,
        foreign_minor -> Nullable<BigInt>,
        fx_rate -> Nullable<Text>,
        fx_source -> Nullable<Text>,
        nights -> Nullable<Integer>,
        days -> Nullable<Integer>,
        disallowed_cents -> BigInt,
    }
}

diesel::table! {
    feedback_comments (application_id, assignment_id, criterion) {
        application_id -> Text,
        assignment_id -> Text,
        criterion -> Text,
        is_released -> Bool,
        wording -> Text,
    }
}

diesel::table! {
    feedback_drafts (application_id) {
        application_id -> Text,
        advice -> Text,
        changed_by -> Text,
        changed_by_name -> Text,
        changed_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    feedback_letters (release_id, application_id) {
        release_id -> Text,
        application_id -> Text,
        letter -> Text,
        sha256 -> Text,
        reviews -> Text,
        outcome -> Text,
        reason -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    feedback_releases (id) {
        id -> Text,
        opportunity_id -> Text,
        due_at -> Timestamp,
        zone -> Text,
        planned_by -> Text,
        planned_by_name -> Text,
        planned_at -> Timestamp,
        cancelled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    file_scans (sha256) {
        sha256 -> Text,
        state -> Text,
        finding -> Nullable<Text>,
        tries -> Integer,
        queued_at -> Timestamp,
        tried_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    final_report_activities (award_id, activity_id) {
        award_id -> Text,
        activity_id -> Text,
        narrative -> Text,
    }
}

diesel::table! {
    final_report_attendees (award_id, activity_id, attendee_id) {
        award_id -> Text,
        activity_id -> Text,
        attendee_id -> Text,
    }
}

diesel::table! {
    final_reports (award_id) {
        award_id -> Text,
        organisation_id -> Text,
        state -> Text,
        summary -> Text,
        unspent_cents -> BigInt,
        submitted_by -> Text,
        submitted_by_name -> Text,
        submitted_at -> Timestamp,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        version -> BigInt,
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
    fund_steps (id) {
        id -> Text,
        fund_code -> Text,
        step -> Text,
        program_id -> Nullable<Text>,
        program_title -> Nullable<Text>,
        amount_cents -> BigInt,
        effective_on -> Date,
        evidence -> Text,
        recorded_by -> Text,
        recorded_by_name -> Text,
        recorded_at -> Timestamp,
        journal_seq -> BigInt,
    }
}

diesel::table! {
    funds (code) {
        code -> Text,
        title -> Text,
        fiscal_year -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    hold_resolutions (hold_seq, hold_n) {
        hold_seq -> BigInt,
        hold_n -> Integer,
        journal_seq -> BigInt,
        how -> Text,
        posted_cents -> BigInt,
    }
}

diesel::table! {
    holds (journal_seq, n) {
        journal_seq -> BigInt,
        n -> Integer,
        debit_account_id -> Text,
        credit_account_id -> Text,
        amount_cents -> BigInt,
        expires_on -> Nullable<Date>,
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
    join_requests (account_id, organisation_id) {
        account_id -> Text,
        organisation_id -> Text,
        asked_at -> Timestamp,
    }
}

diesel::table! {
    journal_seals (seq) {
        seq -> BigInt,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    journals (seq) {
        seq -> BigInt,
        id -> Text,
        idem_key -> Text,
        request_hash -> Text,
        event -> Text,
        variant -> Text,
        rule_set_id -> Text,
        booked_at -> Timestamp,
        effective_on -> Date,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        approver_id -> Nullable<Text>,
        subject_digest -> Nullable<Text>,
        evidence -> Nullable<Text>,
        reason -> Nullable<Text>,
        reverses_seq -> Nullable<BigInt>,
        prev_hash -> Text,
        leaf_hash -> Text,
    }
}

diesel::table! {
    key_settings (account_id) {
        account_id -> Text,
        is_on -> Bool,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    ledger_accounts (id) {
        id -> Text,
        book_id -> Text,
        code -> Text,
        fund -> Nullable<Text>,
        program -> Nullable<Text>,
        award -> Nullable<Text>,
        category -> Nullable<Text>,
        track -> Text,
        normal -> Text,
        limit_kind -> Text,
        dim_key -> Text,
        opened_at -> Timestamp,
    }
}

diesel::table! {
    ledger_balances (account_id) {
        account_id -> Text,
        limit_kind -> Text,
        dr_settled_cents -> BigInt,
        cr_settled_cents -> BigInt,
        dr_pending_cents -> BigInt,
        cr_pending_cents -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    ledger_books (id) {
        id -> Text,
        currency -> Text,
        genesis_hash -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    ledger_checkpoints (tree_size) {
        tree_size -> BigInt,
        root -> Text,
        note -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    ledger_heads (book_id) {
        book_id -> Text,
        seq -> BigInt,
        leaf_hash -> Text,
        booked_at -> Timestamp,
    }
}

diesel::table! {
    ledger_period_seals (period_id) {
        period_id -> Text,
        at_seq -> BigInt,
        balances_root -> Text,
        closed_by -> Text,
        sealed_by -> Text,
        sealed_by_name -> Text,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    ledger_period_steps (period_id, n) {
        period_id -> Text,
        n -> Integer,
        step -> Text,
        by_id -> Nullable<Text>,
        by_name -> Text,
        reason -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    ledger_periods (id) {
        id -> Text,
        first_day -> Date,
        last_day -> Date,
        opened_by -> Nullable<Text>,
        opened_by_name -> Text,
        opened_at -> Timestamp,
    }
}

diesel::table! {
    lottery_draws (id) {
        id -> Text,
        opportunity_id -> Text,
        n -> Integer,
        reason -> Text,
        method -> Text,
        pool_root -> Text,
        pool_size -> Integer,
        draws -> Integer,
        money_cents -> Nullable<BigInt>,
        commitment -> Text,
        secret_sealed -> Text,
        source -> Text,
        public_at -> Timestamp,
        zone -> Text,
        ranking_sha256 -> Text,
        definition_sha256 -> Text,
        prepared_by -> Text,
        prepared_by_name -> Text,
        prepared_at -> Timestamp,
    }
}

diesel::table! {
    lottery_ends (draw_id) {
        draw_id -> Text,
        outcome -> Text,
        reason -> Text,
        number -> Nullable<Text>,
        origin -> Nullable<Text>,
        secret -> Nullable<Text>,
        record -> Nullable<Text>,
        chosen -> Integer,
        ended_by -> Text,
        ended_by_name -> Text,
        ended_at -> Timestamp,
    }
}

diesel::table! {
    lottery_lots (draw_id, place) {
        draw_id -> Text,
        place -> Integer,
        application_id -> Text,
        reference -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    mail_domains (domain, address) {
        domain -> Text,
        address -> Text,
        is_whole -> Bool,
    }
}

diesel::table! {
    mail_suppressions (address) {
        address -> Text,
        reason -> Text,
        message_id -> Text,
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
        headers -> Text,
        delivered_at -> Timestamp,
    }
}

diesel::table! {
    manual_entries (id) {
        id -> Text,
        number -> Integer,
        state -> Text,
        event -> Text,
        variant -> Text,
        fund -> Text,
        about -> Text,
        amount_cents -> BigInt,
        effective_on -> Date,
        reason -> Text,
        evidence -> Nullable<Text>,
        reverses_seq -> Nullable<BigInt>,
        subject_digest -> Text,
        prepared_by -> Text,
        prepared_by_name -> Text,
        prepared_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        refusal -> Nullable<Text>,
        journal_seq -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    manual_entry_legs (entry_id, n) {
        entry_id -> Text,
        n -> Integer,
        program -> Nullable<Text>,
        award -> Nullable<Text>,
        category -> Nullable<Text>,
        to_category -> Nullable<Text>,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    match_proposals (id) {
        id -> Text,
        bank_line_id -> Text,
        payments -> Text,
        reason -> Text,
        proposed_by -> Text,
        proposed_by_name -> Text,
        proposed_at -> Timestamp,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        award_id -> Nullable<Text>,
        bill_id -> Nullable<Text>,
    }
}

diesel::table! {
    meeting_attendance (id) {
        id -> Text,
        meeting_id -> Text,
        account_id -> Text,
        name -> Text,
        is_present -> Bool,
        at -> Timestamp,
        by_name -> Text,
    }
}

diesel::table! {
    meeting_ballots (vote_id, account_id) {
        vote_id -> Text,
        account_id -> Text,
        name -> Text,
        score -> BigInt,
        cast_at -> Timestamp,
    }
}

diesel::table! {
    meeting_consensus (item_id, criterion, n) {
        item_id -> Text,
        criterion -> Text,
        n -> Integer,
        score -> BigInt,
        reason -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    meeting_items (id) {
        id -> Text,
        meeting_id -> Text,
        application_id -> Text,
        place -> Integer,
    }
}

diesel::table! {
    meeting_notes (id) {
        id -> Text,
        item_id -> Text,
        body -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    meeting_outcomes (item_id, n) {
        item_id -> Text,
        n -> Integer,
        verdict -> Text,
        amount_cents -> BigInt,
        sentence -> Text,
        reason -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    meeting_votes (id) {
        id -> Text,
        item_id -> Text,
        turn -> Text,
        scale_min -> BigInt,
        scale_max -> BigInt,
        opened_at -> Timestamp,
        opened_by_name -> Text,
        closed_at -> Nullable<Timestamp>,
        eligible -> Nullable<Integer>,
    }
}

diesel::table! {
    meetings (id) {
        id -> Text,
        opportunity_id -> Text,
        title -> Text,
        starts_at -> Timestamp,
        place -> Text,
        budget_cents -> BigInt,
        chair_id -> Nullable<Text>,
        chair_name -> Text,
        stage -> Text,
        on_table -> Nullable<Text>,
        planned_by -> Text,
        planned_by_name -> Text,
        planned_at -> Timestamp,
        opened_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        reason -> Text,
        version -> BigInt,
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
    money_sums (program, state, category, code) {
        program -> Text,
        state -> Text,
        category -> Text,
        code -> Text,
        dr_cents -> BigInt,
        cr_cents -> BigInt,
    }
}

diesel::table! {
    notes (id) {
        id -> Text,
        application_id -> Text,
        kind -> Text,
        text -> Text,
        by_account -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    official_namings (id) {
        id -> Text,
        organisation_id -> Text,
        name -> Text,
        job_title -> Text,
        email -> Text,
        named_by -> Text,
        named_by_name -> Text,
        named_at -> Timestamp,
        asks_fund -> Bool,
        sent_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> Text,
        token_hash -> Text,
        purpose -> Text,
        email -> Text,
        name -> Text,
        invited_by -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    opportunities (id) {
        id -> Text,
        slug -> Text,
        title -> Text,
        fund -> Text,
        state -> Text,
        definition_sha256 -> Text,
        opens_at -> Timestamp,
        closes_at -> Timestamp,
        zone -> Text,
        created_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    opportunity_revisions (slug) {
        slug -> Text,
        base_sha256 -> Nullable<Text>,
        toml -> Text,
        changed_by -> Text,
        changed_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    opportunity_versions (sha256) {
        sha256 -> Text,
        opportunity_id -> Text,
        n -> Integer,
        toml -> Text,
        json -> Text,
        imported_by -> Text,
        imported_at -> Timestamp,
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
        side -> Text,
    }
}

diesel::table! {
    outbox_pauses (channel) {
        channel -> Text,
        until -> Timestamp,
        reason -> Text,
    }
}

diesel::table! {
    panel_declarations (id) {
        id -> Text,
        account_id -> Text,
        terms -> Text,
        statement -> Text,
        declared_at -> Timestamp,
        lapses_at -> Timestamp,
        reminder_over_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    panel_phases (id) {
        id -> Text,
        opportunity_id -> Text,
        name -> Text,
        begins_at -> Timestamp,
        ends_at -> Nullable<Timestamp>,
        shows_applicants -> Bool,
        shows_scores -> Text,
        shows_reviewers -> Bool,
        allows_changes -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    panel_seats (id) {
        id -> Text,
        opportunity_id -> Text,
        email -> Text,
        name -> Text,
        account_id -> Nullable<Text>,
        most_reviews -> Integer,
        absent_from -> Nullable<Date>,
        absent_to -> Nullable<Date>,
        reply_by -> Date,
        note -> Text,
        invited_by -> Text,
        invited_by_name -> Text,
        invited_at -> Timestamp,
        asked_n -> Integer,
        asked_at -> Timestamp,
        asked_by -> Text,
        stage -> Text,
        answered_at -> Nullable<Timestamp>,
        reason -> Text,
        ended_at -> Nullable<Timestamp>,
        ended_by_name -> Text,
        version -> BigInt,
        state -> Text,
    }
}

diesel::table! {
    panel_tags (seat_id, tag) {
        seat_id -> Text,
        tag -> Text,
    }
}

diesel::table! {
    panel_ties (declaration_id, n) {
        declaration_id -> Text,
        n -> Integer,
        kind -> Text,
        domain -> Nullable<Text>,
        geoname_id -> Nullable<BigInt>,
        name -> Text,
    }
}

diesel::table! {
    payment_lines (payment_id, category) {
        payment_id -> Text,
        category -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    payment_needs (payment_id, month) {
        payment_id -> Text,
        month -> Date,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    payment_runs (id) {
        id -> Text,
        number -> Integer,
        state -> Text,
        total_cents -> BigInt,
        payments_count -> Integer,
        digest -> Text,
        prepared_by -> Text,
        prepared_by_name -> Text,
        prepared_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_by_name -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        released_by -> Nullable<Text>,
        released_by_name -> Nullable<Text>,
        released_at -> Nullable<Timestamp>,
        effective_on -> Nullable<Date>,
        policy_name -> Nullable<Text>,
        version -> BigInt,
        method -> Text,
        wanted_on -> Nullable<Date>,
        same_day -> Bool,
        workflow_hash -> Nullable<Text>,
    }
}

diesel::table! {
    payments (id) {
        id -> Text,
        award_id -> Text,
        reference -> Text,
        organisation_id -> Text,
        kind -> Text,
        amount_cents -> BigInt,
        purpose -> Text,
        state -> Text,
        requested_by -> Text,
        requested_by_name -> Text,
        requested_at -> Timestamp,
        reason -> Nullable<Text>,
        run_id -> Nullable<Text>,
        bank_details_id -> Nullable<Text>,
        trace_number -> Nullable<Text>,
        trace_sequence -> Nullable<Integer>,
        released_on -> Nullable<Date>,
        settled_on -> Nullable<Date>,
        returned_on -> Nullable<Date>,
        return_code -> Nullable<Text>,
        journal_seq -> Nullable<BigInt>,
        version -> BigInt,
        form_json -> Nullable<Text>,
        due_on -> Nullable<Date>,
        proper_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    people_sums (program, state, kind) {
        program -> Text,
        state -> Text,
        kind -> Text,
        career -> BigInt,
        appointees -> BigInt,
        person_days -> BigInt,
        n -> BigInt,
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
    posting_rules (rule_set_id, event, variant, line_no) {
        rule_set_id -> Text,
        event -> Text,
        variant -> Text,
        line_no -> Integer,
        track -> Text,
        layer -> Text,
        dr_account -> Text,
        cr_account -> Text,
        tc -> Nullable<Text>,
        confidence -> Text,
    }
}

diesel::table! {
    plan_sums (program, state, category) {
        program -> Text,
        state -> Text,
        category -> Text,
        cents -> BigInt,
    }
}

diesel::table! {
    possible_duplicates (first_id, second_id) {
        first_id -> Text,
        second_id -> Text,
        why -> Text,
        found_at -> Timestamp,
        set_aside_at -> Nullable<Timestamp>,
        set_aside_by -> Nullable<Text>,
        set_aside_name -> Nullable<Text>,
        set_aside_reason -> Nullable<Text>,
    }
}

diesel::table! {
    postings (journal_seq, line_no) {
        journal_seq -> BigInt,
        line_no -> Integer,
        account_id -> Text,
        layer -> Text,
        side -> Text,
        releases -> Bool,
        amount_cents -> BigInt,
        after_dr_cents -> BigInt,
        after_cr_cents -> BigInt,
        account_version -> BigInt,
    }
}

diesel::table! {
    presences (whole, account_id) {
        whole -> Text,
        account_id -> Text,
        place -> Text,
        name -> Text,
        since -> Timestamp,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    prenotes (id) {
        id -> Text,
        bank_details_id -> Text,
        state -> Text,
        wanted_at -> Timestamp,
        trace_number -> Nullable<Text>,
        run_id -> Nullable<Text>,
        sent_on -> Nullable<Date>,
        clear_on -> Nullable<Date>,
        return_code -> Nullable<Text>,
    }
}

diesel::table! {
    recommendation_lines (recommendation_id, category) {
        recommendation_id -> Text,
        category -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    recommendations (id) {
        id -> Text,
        application_id -> Text,
        total_cents -> BigInt,
        period_start -> Date,
        period_end -> Date,
        rationale -> Text,
        digest -> Text,
        account_id -> Text,
        actor_name -> Text,
        at -> Timestamp,
        version -> BigInt,
        reserved_until -> Nullable<Date>,
        stage -> Text,
    }
}

diesel::table! {
    reference_numbers (year) {
        year -> Integer,
        last -> BigInt,
    }
}

diesel::table! {
    refund_requests (id) {
        id -> Text,
        award_id -> Text,
        amount_cents -> BigInt,
        due_on -> Date,
        asked_by -> Text,
        asked_by_name -> Text,
        asked_at -> Timestamp,
    }
}

diesel::table! {
    rejected_attempts (idem_key) {
        idem_key -> Text,
        request_hash -> Text,
        code -> Integer,
        message -> Text,
        account -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    release_cases (release_id, application_id) {
        release_id -> Text,
        application_id -> Text,
        letter_sha256 -> Text,
        outcome -> Text,
        reason -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    releases (id) {
        id -> Text,
        opportunity_id -> Text,
        due_at -> Timestamp,
        planned_by -> Text,
        planned_by_name -> Text,
        planned_at -> Timestamp,
        stage -> Text,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reopenings (id) {
        id -> Text,
        award_id -> Text,
        reason -> Text,
        state -> Text,
        asked_by -> Text,
        asked_by_name -> Text,
        asked_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        closed_at -> Timestamp,
        deobligated_cents -> BigInt,
        spent_cents -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    report_extensions (report_id, n) {
        report_id -> Text,
        n -> Integer,
        was_due_on -> Date,
        due_on -> Date,
        reason -> Text,
        given_by -> Text,
        given_by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    report_schedules (award_id) {
        award_id -> Text,
        period_start -> Date,
        period_end -> Date,
        made_at -> Timestamp,
    }
}

diesel::table! {
    report_submissions (report_id, n) {
        report_id -> Text,
        n -> Integer,
        document -> Text,
        digest -> Text,
        account_id -> Text,
        name -> Text,
        title -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    return_proposals (id) {
        id -> Text,
        payment_id -> Text,
        code -> Text,
        told_on -> Date,
        evidence -> Text,
        proposed_by -> Text,
        proposed_by_name -> Text,
        proposed_at -> Timestamp,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    review_assignments (id) {
        id -> Text,
        application_id -> Text,
        opportunity_id -> Text,
        reviewer_id -> Text,
        reviewer_name -> Text,
        assigned_by -> Text,
        assigned_at -> Timestamp,
        due_on -> Nullable<Date>,
        stage -> Text,
        conflict_note -> Text,
        declared_at -> Nullable<Timestamp>,
        overall -> Text,
        weighted_score -> Nullable<BigInt>,
        submitted_at -> Nullable<Timestamp>,
        version -> BigInt,
        definition_sha256 -> Nullable<Text>,
        rubric_sha256 -> Nullable<Text>,
        saved_at -> Nullable<Timestamp>,
        skipped_at -> Nullable<Timestamp>,
        abstained -> Nullable<Text>,
    }
}

diesel::table! {
    review_reminders (assignment_id, kind, day) {
        assignment_id -> Text,
        kind -> Text,
        day -> Date,
        told_at -> Timestamp,
    }
}

diesel::table! {
    review_scores (assignment_id, criterion) {
        assignment_id -> Text,
        criterion -> Text,
        score -> Nullable<Integer>,
        comment -> Text,
        judgment -> Nullable<Text>,
    }
}

diesel::table! {
    review_versions (assignment_id, n) {
        assignment_id -> Text,
        n -> Integer,
        overall -> Text,
        scores -> Text,
        weighted_score -> BigInt,
        submitted_at -> Timestamp,
        reopened_at -> Timestamp,
        reason -> Text,
    }
}

diesel::table! {
    risk_attestations (id) {
        id -> Text,
        organisation_id -> Text,
        application_id -> Nullable<Text>,
        kind -> Text,
        outcome -> Text,
        identifier -> Nullable<Text>,
        note -> Text,
        evidence_sha256 -> Nullable<Text>,
        evidence_name -> Nullable<Text>,
        evidence_media_type -> Nullable<Text>,
        policy_version -> Text,
        attested_by -> Text,
        attested_by_name -> Text,
        attested_at -> Timestamp,
        valid_until -> Date,
    }
}

diesel::table! {
    rule_set_adoptions (rule_set_id) {
        rule_set_id -> Text,
        from_day -> Date,
        adopted_by -> Text,
        approved_by -> Text,
        adopted_at -> Timestamp,
    }
}

diesel::table! {
    rule_sets (id) {
        id -> Text,
        chart_id -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        sha256 -> Text,
        published_by -> Text,
        approved_by -> Text,
        installed_at -> Timestamp,
    }
}

diesel::table! {
    run_downloads (id) {
        id -> Text,
        run_id -> Text,
        file_sha256 -> Text,
        account_id -> Text,
        actor_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    same_people (account_id) {
        account_id -> Text,
        person_id -> Text,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        account_id -> Text,
        owner_name -> Text,
        name -> Text,
        query -> Text,
        is_shared -> Bool,
        changed_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    screenings (id) {
        id -> Text,
        application_id -> Text,
        outcome -> Text,
        checks -> Text,
        note -> Text,
        account_id -> Text,
        actor_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    room_probes (id) {
        id -> Text,
        filler -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        account_id -> Text,
        method -> Text,
        device -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        idle_minutes -> BigInt,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_failures (email) {
        email -> Text,
        failures -> Integer,
        last_failed_at -> Timestamp,
    }
}

diesel::table! {
    signed_pages (application_id) {
        application_id -> Text,
        name -> Text,
        media_type -> Text,
        sha256 -> Text,
        official_name -> Text,
        official_title -> Text,
        signed_on -> Date,
        given_at -> Timestamp,
        version -> BigInt,
        total_cents -> BigInt,
    }
}

diesel::table! {
    similarity_marks (application_id, mark) {
        application_id -> Text,
        mark -> Text,
        label -> Text,
    }
}

diesel::table! {
    slate_lines (slate_id, application_id) {
        slate_id -> Text,
        application_id -> Text,
        amount_cents -> Nullable<BigInt>,
        runner_up -> Nullable<Integer>,
    }
}

diesel::table! {
    slates (id) {
        id -> Text,
        opportunity_id -> Text,
        n -> Integer,
        budget_cents -> BigInt,
        cost_cents -> BigInt,
        chosen -> Integer,
        reason -> Text,
        model -> Text,
        definition_sha256 -> Text,
        inputs_sha256 -> Text,
        document -> Text,
        adopted_by -> Text,
        adopted_by_name -> Text,
        adopted_at -> Timestamp,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        application_id -> Text,
        n -> Integer,
        application_version -> BigInt,
        document -> Text,
        sha256 -> Text,
        received_at -> Timestamp,
        deadline_at -> Timestamp,
        deadline_version -> Integer,
        total_cents -> BigInt,
        certified_by -> Text,
        certified_name -> Text,
    }
}

diesel::table! {
    tie_points (rule_set_id, id) {
        rule_set_id -> Text,
        id -> Text,
        per -> Text,
        tie -> Text,
    }
}

diesel::table! {
    travel_rates (id) {
        id -> Text,
        source -> Text,
        country -> Text,
        country_folded -> Text,
        place -> Text,
        place_folded -> Text,
        from_day -> Date,
        to_day -> Date,
        lodging_cents -> BigInt,
        meals_cents -> BigInt,
        first_last_cents -> BigInt,
        citation -> Text,
        imported_by_name -> Text,
        imported_at -> Timestamp,
        file_sha256 -> Nullable<Text>,
    }
}

diesel::table! {
    trouble_reports (id) {
        id -> Text,
        n -> BigInt,
        reported_at -> Timestamp,
        told -> Text,
        page -> Nullable<Text>,
        request_id -> Nullable<Text>,
        account_id -> Nullable<Text>,
        name -> Text,
        reach -> Text,
        reference -> Nullable<Text>,
        application_id -> Nullable<Text>,
        closes_at -> Nullable<Timestamp>,
        missing -> Nullable<Integer>,
        browser -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_by_name -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    typed_answers (application_id, question_id, account_id) {
        application_id -> Text,
        question_id -> Text,
        account_id -> Text,
        fields -> Text,
        version -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    typed_sheets (application_id, sheet, account_id) {
        application_id -> Text,
        sheet -> Text,
        account_id -> Text,
        fields -> Text,
        version -> BigInt,
        based_on -> Text,
        at -> Timestamp,
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
        on_behalf_of -> Nullable<Text>,
        guard_trace -> Nullable<Text>,
    }
}

diesel::table! {
    wf_instances (id) {
        id -> Text,
        definition_hash -> Text,
        marking -> Text,
        lock_version -> BigInt,
        changed_at -> Timestamp,
        stage -> Text,
    }
}

diesel::table! {
    wf_proposals (id) {
        id -> Text,
        name -> Text,
        version -> Text,
        definition_hash -> Text,
        source -> Text,
        stage -> Text,
        proposed_by -> Text,
        proposed_by_name -> Text,
        proposed_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    wf_recusals (id) {
        id -> Text,
        instance_id -> Text,
        account_id -> Text,
        reason -> Text,
        recorded_by -> Nullable<Text>,
        recorded_by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    wf_timers (id) {
        id -> Text,
        instance_id -> Text,
        armed_by -> BigInt,
        place -> Text,
        kind -> Text,
        transition_id -> Text,
        due_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    wf_unlisted (instance_id) {
        instance_id -> Text,
    }
}

diesel::table! {
    wf_waits (instance_id, place, role) {
        instance_id -> Text,
        place -> Text,
        role -> Text,
        stage -> Text,
        bundle -> Text,
        since -> Timestamp,
        due_on -> Date,
    }
}

diesel::table! {
    write_gate (id) {
        id -> Integer,
    }
}

diesel::table! {
    inquiries (id) {
        id -> Text,
        opportunity_id -> Text,
        n -> BigInt,
        asked_at -> Timestamp,
        asked -> Text,
        account_id -> Nullable<Text>,
        name -> Text,
        email -> Nullable<Text>,
        outcome -> Nullable<Text>,
        shown -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        ended_by_name -> Nullable<Text>,
    }
}

diesel::table! {
    inquiry_answers (inquiry_id, n) {
        inquiry_id -> Text,
        n -> Integer,
        question -> Text,
        answer -> Text,
        why -> Nullable<Text>,
        by_account -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    traffic_minutes (minute, process) {
        minute -> Timestamp,
        process -> Text,
        requests -> BigInt,
        failed -> BigInt,
    }
}

diesel::table! {
    banners (id) {
        id -> Text,
        text -> Text,
        put_by -> Text,
        put_by_name -> Text,
        put_at -> Timestamp,
        taken_by -> Nullable<Text>,
        taken_by_name -> Nullable<Text>,
        taken_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    draft_progress (application_id) {
        application_id -> Text,
        opportunity_id -> Text,
        version -> BigInt,
        wanted -> Integer,
        missing -> Integer,
        percent -> Integer,
        saved_at -> Timestamp,
        saved_by -> Nullable<Text>,
        counted_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(account_words, accounts);
diesel::allow_tables_to_appear_in_same_query!(account_words, memberships);
diesel::allow_tables_to_appear_in_same_query!(account_words, organisations);
diesel::allow_tables_to_appear_in_same_query!(accounts, api_tokens);
diesel::allow_tables_to_appear_in_same_query!(accounts, applications);
diesel::allow_tables_to_appear_in_same_query!(accounts, city_claims);
diesel::allow_tables_to_appear_in_same_query!(accounts, fund_roles);
diesel::allow_tables_to_appear_in_same_query!(accounts, join_requests);
diesel::allow_tables_to_appear_in_same_query!(accounts, memberships);
diesel::allow_tables_to_appear_in_same_query!(accounts, organisations);
diesel::allow_tables_to_appear_in_same_query!(accounts, sessions);
diesel::allow_tables_to_appear_in_same_query!(accounts, sign_in_failures);
diesel::allow_tables_to_appear_in_same_query!(activities, activity_records);
diesel::allow_tables_to_appear_in_same_query!(activities, attendees);
diesel::allow_tables_to_appear_in_same_query!(activities, awards);
diesel::allow_tables_to_appear_in_same_query!(activities, budget_lines);
diesel::allow_tables_to_appear_in_same_query!(activities, cost_sums);
diesel::allow_tables_to_appear_in_same_query!(activities, expenses);
diesel::allow_tables_to_appear_in_same_query!(activities, organisations);
diesel::allow_tables_to_appear_in_same_query!(activities, people_sums);
diesel::allow_tables_to_appear_in_same_query!(activity_people, activity_records);
diesel::allow_tables_to_appear_in_same_query!(activity_people, event_names);
diesel::allow_tables_to_appear_in_same_query!(activity_people, events);
diesel::allow_tables_to_appear_in_same_query!(activity_records, awards);
diesel::allow_tables_to_appear_in_same_query!(activity_records, budget_lines);
diesel::allow_tables_to_appear_in_same_query!(activity_records, cost_sums);
diesel::allow_tables_to_appear_in_same_query!(activity_records, event_names);
diesel::allow_tables_to_appear_in_same_query!(activity_records, events);
diesel::allow_tables_to_appear_in_same_query!(activity_records, expenses);
diesel::allow_tables_to_appear_in_same_query!(activity_records, organisations);
diesel::allow_tables_to_appear_in_same_query!(activity_records, people_sums);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, awards);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, bank_matches);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, bill_receipts);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, bills);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, journals);
diesel::allow_tables_to_appear_in_same_query!(advance_refunds, organisations);
diesel::allow_tables_to_appear_in_same_query!(agreements, award_budget_lines);
diesel::allow_tables_to_appear_in_same_query!(agreements, awards);
diesel::allow_tables_to_appear_in_same_query!(agreements, organisations);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, amendments);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, award_conditions);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, awards);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, condition_reminders);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, expenses);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, organisations);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(amendment_lines, payments);
diesel::allow_tables_to_appear_in_same_query!(amendments, award_conditions);
diesel::allow_tables_to_appear_in_same_query!(amendments, awards);
diesel::allow_tables_to_appear_in_same_query!(amendments, condition_reminders);
diesel::allow_tables_to_appear_in_same_query!(amendments, expenses);
diesel::allow_tables_to_appear_in_same_query!(amendments, organisations);
diesel::allow_tables_to_appear_in_same_query!(amendments, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(amendments, payments);
diesel::allow_tables_to_appear_in_same_query!(application_answers, applications);
diesel::allow_tables_to_appear_in_same_query!(application_answers, attachments);
diesel::allow_tables_to_appear_in_same_query!(application_partners, applications);
diesel::allow_tables_to_appear_in_same_query!(application_partners, awards);
diesel::allow_tables_to_appear_in_same_query!(application_partners, cost_items);
diesel::allow_tables_to_appear_in_same_query!(application_partners, opportunities);
diesel::allow_tables_to_appear_in_same_query!(application_partners, organisations);
diesel::allow_tables_to_appear_in_same_query!(application_partners, partner_answers);
diesel::allow_tables_to_appear_in_same_query!(application_partners, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(application_partners, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(application_returns, applications);
diesel::allow_tables_to_appear_in_same_query!(application_returns, submissions);
diesel::allow_tables_to_appear_in_same_query!(applications, attachments);
diesel::allow_tables_to_appear_in_same_query!(applications, award_conditions);
diesel::allow_tables_to_appear_in_same_query!(applications, awards);
diesel::allow_tables_to_appear_in_same_query!(applications, budget_lines);
diesel::allow_tables_to_appear_in_same_query!(applications, bulk_cases);
diesel::allow_tables_to_appear_in_same_query!(applications, bulk_runs);
diesel::allow_tables_to_appear_in_same_query!(applications, city_entries);
diesel::allow_tables_to_appear_in_same_query!(applications, comparisons_due);
diesel::allow_tables_to_appear_in_same_query!(applications, decisions);
diesel::allow_tables_to_appear_in_same_query!(applications, draft_progress);
diesel::allow_tables_to_appear_in_same_query!(applications, feedback_comments);
diesel::allow_tables_to_appear_in_same_query!(applications, feedback_drafts);
diesel::allow_tables_to_appear_in_same_query!(applications, feedback_letters);
diesel::allow_tables_to_appear_in_same_query!(applications, feedback_releases);
diesel::allow_tables_to_appear_in_same_query!(applications, memberships);
diesel::allow_tables_to_appear_in_same_query!(applications, opportunities);
diesel::allow_tables_to_appear_in_same_query!(applications, organisations);
diesel::allow_tables_to_appear_in_same_query!(applications, possible_duplicates);
diesel::allow_tables_to_appear_in_same_query!(applications, recommendation_lines);
diesel::allow_tables_to_appear_in_same_query!(applications, recommendations);
diesel::allow_tables_to_appear_in_same_query!(applications, reference_numbers);
diesel::allow_tables_to_appear_in_same_query!(applications, release_cases);
diesel::allow_tables_to_appear_in_same_query!(applications, releases);
diesel::allow_tables_to_appear_in_same_query!(applications, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(applications, review_scores);
diesel::allow_tables_to_appear_in_same_query!(applications, risk_attestations);
diesel::allow_tables_to_appear_in_same_query!(applications, signed_pages);
diesel::allow_tables_to_appear_in_same_query!(applications, similarity_marks);
diesel::allow_tables_to_appear_in_same_query!(applications, submissions);
diesel::allow_tables_to_appear_in_same_query!(applications, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(audit_events, audit_seals);
diesel::allow_tables_to_appear_in_same_query!(audit_events, audit_unsealed);
diesel::allow_tables_to_appear_in_same_query!(audit_seals, audit_unsealed);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, award_money);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, awards);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, funds);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, opportunities);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, organisations);
diesel::allow_tables_to_appear_in_same_query!(award_budget_lines, payments);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, awards);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, condition_reminders);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, expenses);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, organisations);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, payments);
diesel::allow_tables_to_appear_in_same_query!(award_conditions, risk_attestations);
diesel::allow_tables_to_appear_in_same_query!(award_money, awards);
diesel::allow_tables_to_appear_in_same_query!(award_money, funds);
diesel::allow_tables_to_appear_in_same_query!(award_money, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(award_money, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(award_money, opportunities);
diesel::allow_tables_to_appear_in_same_query!(award_money, organisations);
diesel::allow_tables_to_appear_in_same_query!(award_money, payments);
diesel::allow_tables_to_appear_in_same_query!(award_reports, awards);
diesel::allow_tables_to_appear_in_same_query!(award_reports, organisations);
diesel::allow_tables_to_appear_in_same_query!(award_reports, report_extensions);
diesel::allow_tables_to_appear_in_same_query!(award_reports, report_schedules);
diesel::allow_tables_to_appear_in_same_query!(award_reports, report_submissions);
diesel::allow_tables_to_appear_in_same_query!(award_seals, closeout_items);
diesel::allow_tables_to_appear_in_same_query!(award_seals, refund_requests);
diesel::allow_tables_to_appear_in_same_query!(awards, bank_matches);
diesel::allow_tables_to_appear_in_same_query!(awards, bill_receipts);
diesel::allow_tables_to_appear_in_same_query!(awards, bills);
diesel::allow_tables_to_appear_in_same_query!(awards, budget_lines);
diesel::allow_tables_to_appear_in_same_query!(awards, condition_reminders);
diesel::allow_tables_to_appear_in_same_query!(awards, events);
diesel::allow_tables_to_appear_in_same_query!(awards, expenses);
diesel::allow_tables_to_appear_in_same_query!(awards, funds);
diesel::allow_tables_to_appear_in_same_query!(awards, journals);
diesel::allow_tables_to_appear_in_same_query!(awards, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(awards, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(awards, manual_entries);
diesel::allow_tables_to_appear_in_same_query!(awards, manual_entry_legs);
diesel::allow_tables_to_appear_in_same_query!(awards, opportunities);
diesel::allow_tables_to_appear_in_same_query!(awards, organisations);
diesel::allow_tables_to_appear_in_same_query!(awards, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(awards, payments);
diesel::allow_tables_to_appear_in_same_query!(awards, recommendations);
diesel::allow_tables_to_appear_in_same_query!(awards, report_extensions);
diesel::allow_tables_to_appear_in_same_query!(awards, report_schedules);
diesel::allow_tables_to_appear_in_same_query!(awards, report_submissions);
diesel::allow_tables_to_appear_in_same_query!(bank_exceptions, bank_inbox);
diesel::allow_tables_to_appear_in_same_query!(bank_files, payment_runs);
diesel::allow_tables_to_appear_in_same_query!(bank_files, payments);
diesel::allow_tables_to_appear_in_same_query!(bank_files, run_downloads);
diesel::allow_tables_to_appear_in_same_query!(bank_line_asides, bank_lines);
diesel::allow_tables_to_appear_in_same_query!(bank_line_asides, bank_matches);
diesel::allow_tables_to_appear_in_same_query!(bank_lines, bank_matches);
diesel::allow_tables_to_appear_in_same_query!(bank_lines, bank_statements);
diesel::allow_tables_to_appear_in_same_query!(bank_lines, payment_runs);
diesel::allow_tables_to_appear_in_same_query!(bank_lines, payments);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, bank_statements);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, bill_receipts);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, bills);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, journals);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, manual_entries);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, manual_entry_legs);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, organisations);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, payment_runs);
diesel::allow_tables_to_appear_in_same_query!(bank_matches, payments);
diesel::allow_tables_to_appear_in_same_query!(bill_receipts, bills);
diesel::allow_tables_to_appear_in_same_query!(bill_receipts, closeouts);
diesel::allow_tables_to_appear_in_same_query!(bill_receipts, journals);
diesel::allow_tables_to_appear_in_same_query!(bill_receipts, organisations);
diesel::allow_tables_to_appear_in_same_query!(bill_receipts, reopenings);
diesel::allow_tables_to_appear_in_same_query!(bills, closeouts);
diesel::allow_tables_to_appear_in_same_query!(bills, journals);
diesel::allow_tables_to_appear_in_same_query!(bills, organisations);
diesel::allow_tables_to_appear_in_same_query!(bills, reopenings);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, blind_files);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, blind_labels);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, blind_passages);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, blind_rounds);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(blind_copies, submissions);
diesel::allow_tables_to_appear_in_same_query!(blind_files, blind_labels);
diesel::allow_tables_to_appear_in_same_query!(blind_files, blind_passages);
diesel::allow_tables_to_appear_in_same_query!(blind_files, blind_rounds);
diesel::allow_tables_to_appear_in_same_query!(blind_files, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(blind_files, submissions);
diesel::allow_tables_to_appear_in_same_query!(blind_labels, blind_passages);
diesel::allow_tables_to_appear_in_same_query!(blind_labels, blind_rounds);
diesel::allow_tables_to_appear_in_same_query!(blind_labels, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(blind_labels, submissions);
diesel::allow_tables_to_appear_in_same_query!(blind_passages, blind_rounds);
diesel::allow_tables_to_appear_in_same_query!(blind_passages, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(blind_passages, submissions);
diesel::allow_tables_to_appear_in_same_query!(blind_rounds, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(blind_rounds, submissions);
diesel::allow_tables_to_appear_in_same_query!(budget_lines, cost_items);
diesel::allow_tables_to_appear_in_same_query!(budget_lines, expenses);
diesel::allow_tables_to_appear_in_same_query!(budget_lines, organisations);
diesel::allow_tables_to_appear_in_same_query!(budget_lines, reference_numbers);
diesel::allow_tables_to_appear_in_same_query!(bulk_cases, bulk_runs);
diesel::allow_tables_to_appear_in_same_query!(bulk_cases, organisations);
diesel::allow_tables_to_appear_in_same_query!(bulk_runs, organisations);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, chart_versions);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, ledger_books);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, ledger_heads);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, posting_rules);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, rule_sets);
diesel::allow_tables_to_appear_in_same_query!(chart_accounts, tie_points);
diesel::allow_tables_to_appear_in_same_query!(chart_versions, ledger_books);
diesel::allow_tables_to_appear_in_same_query!(chart_versions, ledger_heads);
diesel::allow_tables_to_appear_in_same_query!(chart_versions, posting_rules);
diesel::allow_tables_to_appear_in_same_query!(chart_versions, rule_sets);
diesel::allow_tables_to_appear_in_same_query!(chart_versions, tie_points);
diesel::allow_tables_to_appear_in_same_query!(city_claims, fund_roles);
diesel::allow_tables_to_appear_in_same_query!(city_claims, join_requests);
diesel::allow_tables_to_appear_in_same_query!(city_claims, memberships);
diesel::allow_tables_to_appear_in_same_query!(city_entries, organisations);
diesel::allow_tables_to_appear_in_same_query!(city_entries, signed_pages);
diesel::allow_tables_to_appear_in_same_query!(closeout_items, refund_requests);
diesel::allow_tables_to_appear_in_same_query!(closeouts, final_report_activities);
diesel::allow_tables_to_appear_in_same_query!(closeouts, final_report_attendees);
diesel::allow_tables_to_appear_in_same_query!(closeouts, final_reports);
diesel::allow_tables_to_appear_in_same_query!(closeouts, reopenings);
diesel::allow_tables_to_appear_in_same_query!(comparisons_due, possible_duplicates);
diesel::allow_tables_to_appear_in_same_query!(comparisons_due, similarity_marks);
diesel::allow_tables_to_appear_in_same_query!(condition_reminders, expenses);
diesel::allow_tables_to_appear_in_same_query!(condition_reminders, organisations);
diesel::allow_tables_to_appear_in_same_query!(condition_reminders, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(condition_reminders, payments);
diesel::allow_tables_to_appear_in_same_query!(cost_items, partner_answers);
diesel::allow_tables_to_appear_in_same_query!(cost_sums, expenses);
diesel::allow_tables_to_appear_in_same_query!(cost_sums, people_sums);
diesel::allow_tables_to_appear_in_same_query!(deadline_extensions, opportunities);
diesel::allow_tables_to_appear_in_same_query!(decisions, recommendation_lines);
diesel::allow_tables_to_appear_in_same_query!(decisions, recommendations);
diesel::allow_tables_to_appear_in_same_query!(draft_progress, organisations);
diesel::allow_tables_to_appear_in_same_query!(draft_progress, submissions);
diesel::allow_tables_to_appear_in_same_query!(event_names, events);
diesel::allow_tables_to_appear_in_same_query!(events, expenses);
diesel::allow_tables_to_appear_in_same_query!(events, organisations);
diesel::allow_tables_to_appear_in_same_query!(expense_flags, expenses);
diesel::allow_tables_to_appear_in_same_query!(expense_journals, expenses);
diesel::allow_tables_to_appear_in_same_query!(expenses, organisations);
diesel::allow_tables_to_appear_in_same_query!(expenses, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(expenses, payments);
diesel::allow_tables_to_appear_in_same_query!(expenses, people_sums);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, feedback_drafts);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, feedback_letters);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, feedback_releases);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, review_scores);
diesel::allow_tables_to_appear_in_same_query!(feedback_comments, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(feedback_drafts, feedback_letters);
diesel::allow_tables_to_appear_in_same_query!(feedback_drafts, feedback_releases);
diesel::allow_tables_to_appear_in_same_query!(feedback_drafts, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(feedback_drafts, review_scores);
diesel::allow_tables_to_appear_in_same_query!(feedback_drafts, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(feedback_letters, feedback_releases);
diesel::allow_tables_to_appear_in_same_query!(feedback_letters, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(feedback_letters, review_scores);
diesel::allow_tables_to_appear_in_same_query!(feedback_letters, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(feedback_releases, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(feedback_releases, review_scores);
diesel::allow_tables_to_appear_in_same_query!(feedback_releases, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(final_report_activities, final_report_attendees);
diesel::allow_tables_to_appear_in_same_query!(final_report_activities, final_reports);
diesel::allow_tables_to_appear_in_same_query!(final_report_attendees, final_reports);
diesel::allow_tables_to_appear_in_same_query!(fund_roles, join_requests);
diesel::allow_tables_to_appear_in_same_query!(fund_roles, memberships);
diesel::allow_tables_to_appear_in_same_query!(fund_steps, funds);
diesel::allow_tables_to_appear_in_same_query!(funds, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(funds, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(funds, opportunities);
diesel::allow_tables_to_appear_in_same_query!(funds, organisations);
diesel::allow_tables_to_appear_in_same_query!(funds, payments);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, holds);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, journal_seals);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, journals);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, postings);
diesel::allow_tables_to_appear_in_same_query!(hold_resolutions, rejected_attempts);
diesel::allow_tables_to_appear_in_same_query!(holds, journal_seals);
diesel::allow_tables_to_appear_in_same_query!(holds, journals);
diesel::allow_tables_to_appear_in_same_query!(holds, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(holds, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(holds, postings);
diesel::allow_tables_to_appear_in_same_query!(holds, rejected_attempts);
diesel::allow_tables_to_appear_in_same_query!(inquiries, inquiry_answers);
diesel::allow_tables_to_appear_in_same_query!(join_requests, memberships);
diesel::allow_tables_to_appear_in_same_query!(journal_seals, journals);
diesel::allow_tables_to_appear_in_same_query!(journal_seals, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(journal_seals, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(journal_seals, postings);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_checkpoints);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_period_seals);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_period_steps);
diesel::allow_tables_to_appear_in_same_query!(journals, ledger_periods);
diesel::allow_tables_to_appear_in_same_query!(journals, manual_entries);
diesel::allow_tables_to_appear_in_same_query!(journals, manual_entry_legs);
diesel::allow_tables_to_appear_in_same_query!(journals, organisations);
diesel::allow_tables_to_appear_in_same_query!(journals, postings);
diesel::allow_tables_to_appear_in_same_query!(journals, rejected_attempts);
diesel::allow_tables_to_appear_in_same_query!(journals, rule_set_adoptions);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, ledger_balances);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, ledger_period_seals);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, ledger_period_steps);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, ledger_periods);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, opportunities);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, organisations);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, payments);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, postings);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, rejected_attempts);
diesel::allow_tables_to_appear_in_same_query!(ledger_accounts, rule_set_adoptions);
diesel::allow_tables_to_appear_in_same_query!(ledger_balances, opportunities);
diesel::allow_tables_to_appear_in_same_query!(ledger_balances, organisations);
diesel::allow_tables_to_appear_in_same_query!(ledger_balances, payments);
diesel::allow_tables_to_appear_in_same_query!(ledger_balances, postings);
diesel::allow_tables_to_appear_in_same_query!(ledger_books, ledger_heads);
diesel::allow_tables_to_appear_in_same_query!(ledger_books, posting_rules);
diesel::allow_tables_to_appear_in_same_query!(ledger_books, rule_sets);
diesel::allow_tables_to_appear_in_same_query!(ledger_books, tie_points);
diesel::allow_tables_to_appear_in_same_query!(ledger_heads, posting_rules);
diesel::allow_tables_to_appear_in_same_query!(ledger_heads, rule_sets);
diesel::allow_tables_to_appear_in_same_query!(ledger_heads, tie_points);
diesel::allow_tables_to_appear_in_same_query!(ledger_period_seals, ledger_period_steps);
diesel::allow_tables_to_appear_in_same_query!(ledger_period_seals, ledger_periods);
diesel::allow_tables_to_appear_in_same_query!(ledger_period_seals, postings);
diesel::allow_tables_to_appear_in_same_query!(ledger_period_steps, ledger_periods);
diesel::allow_tables_to_appear_in_same_query!(ledger_period_steps, postings);
diesel::allow_tables_to_appear_in_same_query!(ledger_periods, postings);
diesel::allow_tables_to_appear_in_same_query!(lottery_draws, lottery_ends);
diesel::allow_tables_to_appear_in_same_query!(lottery_draws, lottery_lots);
diesel::allow_tables_to_appear_in_same_query!(lottery_ends, lottery_lots);
diesel::allow_tables_to_appear_in_same_query!(mail_suppressions, outbox_messages);
diesel::allow_tables_to_appear_in_same_query!(mail_suppressions, outbox_pauses);
diesel::allow_tables_to_appear_in_same_query!(manual_entries, manual_entry_legs);
diesel::allow_tables_to_appear_in_same_query!(manual_entries, organisations);
diesel::allow_tables_to_appear_in_same_query!(manual_entry_legs, organisations);
diesel::allow_tables_to_appear_in_same_query!(meeting_attendance, meeting_items);
diesel::allow_tables_to_appear_in_same_query!(meeting_attendance, meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_ballots, meeting_items);
diesel::allow_tables_to_appear_in_same_query!(meeting_ballots, meeting_votes);
diesel::allow_tables_to_appear_in_same_query!(meeting_consensus, meeting_items);
diesel::allow_tables_to_appear_in_same_query!(meeting_consensus, meeting_notes);
diesel::allow_tables_to_appear_in_same_query!(meeting_consensus, meeting_outcomes);
diesel::allow_tables_to_appear_in_same_query!(meeting_consensus, meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_items, meeting_notes);
diesel::allow_tables_to_appear_in_same_query!(meeting_items, meeting_outcomes);
diesel::allow_tables_to_appear_in_same_query!(meeting_items, meeting_votes);
diesel::allow_tables_to_appear_in_same_query!(meeting_items, meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_notes, meeting_outcomes);
diesel::allow_tables_to_appear_in_same_query!(meeting_notes, meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_outcomes, meetings);
diesel::allow_tables_to_appear_in_same_query!(memberships, organisations);
diesel::allow_tables_to_appear_in_same_query!(money_sums, plan_sums);
diesel::allow_tables_to_appear_in_same_query!(opportunities, opportunity_versions);
diesel::allow_tables_to_appear_in_same_query!(opportunities, organisations);
diesel::allow_tables_to_appear_in_same_query!(opportunities, payments);
diesel::allow_tables_to_appear_in_same_query!(opportunities, release_cases);
diesel::allow_tables_to_appear_in_same_query!(opportunities, releases);
diesel::allow_tables_to_appear_in_same_query!(opportunities, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(opportunities, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(opportunity_revisions, opportunity_versions);
diesel::allow_tables_to_appear_in_same_query!(organisations, payment_lines);
diesel::allow_tables_to_appear_in_same_query!(organisations, payments);
diesel::allow_tables_to_appear_in_same_query!(organisations, recommendations);
diesel::allow_tables_to_appear_in_same_query!(organisations, reference_numbers);
diesel::allow_tables_to_appear_in_same_query!(organisations, release_cases);
diesel::allow_tables_to_appear_in_same_query!(organisations, releases);
diesel::allow_tables_to_appear_in_same_query!(organisations, report_extensions);
diesel::allow_tables_to_appear_in_same_query!(organisations, report_schedules);
diesel::allow_tables_to_appear_in_same_query!(organisations, report_submissions);
diesel::allow_tables_to_appear_in_same_query!(organisations, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(organisations, signed_pages);
diesel::allow_tables_to_appear_in_same_query!(organisations, submissions);
diesel::allow_tables_to_appear_in_same_query!(organisations, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(outbox_attempts, outbox_messages);
diesel::allow_tables_to_appear_in_same_query!(outbox_messages, outbox_pauses);
diesel::allow_tables_to_appear_in_same_query!(panel_declarations, panel_ties);
diesel::allow_tables_to_appear_in_same_query!(panel_seats, panel_tags);
diesel::allow_tables_to_appear_in_same_query!(payment_lines, payment_needs);
diesel::allow_tables_to_appear_in_same_query!(payment_lines, payments);
diesel::allow_tables_to_appear_in_same_query!(payment_needs, payments);
diesel::allow_tables_to_appear_in_same_query!(payment_runs, payments);
diesel::allow_tables_to_appear_in_same_query!(payment_runs, run_downloads);
diesel::allow_tables_to_appear_in_same_query!(payments, return_proposals);
diesel::allow_tables_to_appear_in_same_query!(payments, run_downloads);
diesel::allow_tables_to_appear_in_same_query!(possible_duplicates, similarity_marks);
diesel::allow_tables_to_appear_in_same_query!(posting_rules, rule_sets);
diesel::allow_tables_to_appear_in_same_query!(posting_rules, tie_points);
diesel::allow_tables_to_appear_in_same_query!(postings, rejected_attempts);
diesel::allow_tables_to_appear_in_same_query!(postings, rule_set_adoptions);
diesel::allow_tables_to_appear_in_same_query!(recommendation_lines, recommendations);
diesel::allow_tables_to_appear_in_same_query!(recommendations, review_assignments);
diesel::allow_tables_to_appear_in_same_query!(recommendations, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(release_cases, releases);
diesel::allow_tables_to_appear_in_same_query!(release_cases, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(releases, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(report_extensions, report_schedules);
diesel::allow_tables_to_appear_in_same_query!(report_extensions, report_submissions);
diesel::allow_tables_to_appear_in_same_query!(report_schedules, report_submissions);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, review_reminders);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, review_scores);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, review_versions);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, screenings);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, submissions);
diesel::allow_tables_to_appear_in_same_query!(review_assignments, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(review_reminders, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(review_scores, screenings);
diesel::allow_tables_to_appear_in_same_query!(review_scores, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(rule_sets, tie_points);
diesel::allow_tables_to_appear_in_same_query!(same_people, wf_events);
diesel::allow_tables_to_appear_in_same_query!(same_people, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(same_people, wf_recusals);
diesel::allow_tables_to_appear_in_same_query!(screenings, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(slate_lines, slates);
diesel::allow_tables_to_appear_in_same_query!(typed_answers, typed_sheets);
diesel::allow_tables_to_appear_in_same_query!(wf_definitions, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(wf_definitions, wf_proposals);
diesel::allow_tables_to_appear_in_same_query!(wf_events, wf_instances);
diesel::allow_tables_to_appear_in_same_query!(wf_events, wf_recusals);
diesel::allow_tables_to_appear_in_same_query!(wf_instances, wf_proposals);
diesel::allow_tables_to_appear_in_same_query!(wf_instances, wf_recusals);
diesel::allow_tables_to_appear_in_same_query!(wf_unlisted, wf_waits);
