//! What happened, in words: the names of facts as staff and the auditor read them.

/// The words for a fact; one that is not listed is spelled from its name.
pub(super) fn words(fact: &str) -> String {
    match fact {
        "application.entered_review" => "Passed screening, in review".into(),
        "application.found_ineligible" => "Found ineligible".into(),
        "application.returned" => "Returned for changes".into(),
        "deadline.extended" => "Deadline extended".into(),
        "application.invited" => "Invited to write the whole application".into(),
        "application.invitation_lapsed" => "Invitation lapsed".into(),
        "application.screened" => "Screening recorded".into(),
        "application.signature_requested" => "Signature requested".into(),
        "advance.refunded" => "Advance refunded".into(),
        "award.recommended" => "Award recommended".into(),
        "award.approved" => "Award approved; the city is told later".into(),
        "award.decline_decided" => "Decline decided; the city is told later".into(),
        "award.offer_expired" => "Offer expired, the city did not answer".into(),
        "application.stepped_back" => "Stepped back from the case".into(),
        "application.step_taken" => "Step taken".into(),
        "application.due_soon" => "Owners reminded that it is due".into(),
        "application.overdue" => "Told that it is late".into(),
        "application.appealed" => "Appeal by the city".into(),
        "application.appeal_upheld" => "Appeal upheld".into(),
        "application.appeal_dismissed" => "Appeal dismissed".into(),
        "approval.given" => "Approved; waits for others".into(),
        "account.joined" => "Two accounts of one person joined".into(),
        "release.planned" => "Release planned".into(),
        "release.cancelled" => "Release called off".into(),
        "release.carried_out" => "Release carried out".into(),
        "bulk.confirmed" => "Action on many cases confirmed".into(),
        "role.lent" => "Role lent".into(),
        "role.taken_back" => "Lent role taken back".into(),
        "award.lapsed" => "Recommendation lapsed, nobody decided in time".into(),
        "award.sent_back" => "Recommendation sent back".into(),
        "award.offered" => "Award approved and offered".into(),
        "award.accepted" => "Award accepted".into(),
        "award.offer_declined" => "Offer declined by the city".into(),
        "bank.details_changed" => "Bank details entered".into(),
        "bank.verified" => "Bank details verified".into(),
        "bank.statement_imported" => "Bank statement read in".into(),
        "condition.imposed" => "Specific condition imposed".into(),
        "condition.lifted" => "Specific condition lifted".into(),
        "entry.prepared" => "Entry by hand prepared".into(),
        "entry.posted" => "Entry by hand approved and posted".into(),
        "entry.refused" => "Entry by hand refused".into(),
        "entry.withdrawn" => "Entry by hand withdrawn".into(),
        "fund.step_recorded" => "Step of the fund’s money recorded".into(),
        "message.redriven" => "Letter queued again".into(),
        "organisation.access_requested" => "Access to the city requested".into(),
        "payment.run_prepared" => "Payment run prepared".into(),
        "payment.run_cancelled" => "Payment run cancelled".into(),
        "payment.approved" => "Payment run approved".into(),
        "payment.settled" => "Payment on the bank statement".into(),
        "payment.returned" => "Payment returned by the bank".into(),
        "period.changed" => "Accounting period opened, closed or sealed".into(),
        "report.submitted" => "Final report submitted".into(),
        "report.returned" => "Final report sent back".into(),
        "report.accepted" => "Final report accepted".into(),
        "review.assigned" => "Reviewer assigned".into(),
        "review.cleared" => "Reviewer declared no conflict".into(),
        "review.recused" => "Reviewer declared a conflict".into(),
        "review.removed" => "Reviewer taken off".into(),
        "risk.attested" => "Check before the award recorded".into(),
        "account.link_requested" => "Link by mail requested".into(),
        "account.password_blocked" => "Password blocked".into(),
        "account.role_granted" => "Role given".into(),
        "account.role_revoked" => "Role taken away".into(),
        "account.token_created" => "Access token made".into(),
        "account.token_revoked" => "Access token revoked".into(),
        "workflow.proposed" => "Version of a workflow proposed".into(),
        "workflow.published" => "Version of a workflow published".into(),
        "workflow.refused" => "Version of a workflow refused".into(),
        other => spelled(&other.replace(['.', '_'], " ")),
    }
}

/// With a capital letter.
pub(super) fn spelled(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn facts_read_as_sentences() {
        assert_eq!(super::words("review.cleared"), "Reviewer declared no conflict");
        assert_eq!(super::words("expense.submitted"), "Expense submitted");
        assert_eq!(super::words("account.invitation_sent"), "Account invitation sent");
    }
}
