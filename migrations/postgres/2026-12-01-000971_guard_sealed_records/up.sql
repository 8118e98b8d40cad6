-- What a seal is of does not change once the award is closed: whom an expense paid, its rate, why it was decided so, and what became
-- of activities. Of which event an activity is a part may still be said otherwise.
CREATE TRIGGER expenses_sealed_more BEFORE UPDATE OF payee, description, attendee_id, currency, foreign_minor, fx_rate, fx_source, nights, days, reason, disallowed_cents, receipt_sha256 ON expenses FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
CREATE TRIGGER activity_records_sealed BEFORE INSERT OR DELETE OR UPDATE OF id, award_id, kind, title, place, country, starts_on, ends_on, partner, provider, attendees_career, attendees_appointee, state, added, reason ON activity_records FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
-- A bill stays of its expense.
CREATE TRIGGER bills_keep_expense BEFORE UPDATE OF expense_id, reason ON bills FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
