//! What happened, in words: the names of facts as staff and the auditor read them.

/// The words for a fact; one that is not listed is spelled from its name.
pub(super) fn words(fact: &str) -> String {
    match WORDS.binary_search_by_key(&fact, |(name, _)| name) {
        Ok(found) => WORDS.get(found).map(|(_, words)| (*words).to_owned()).unwrap_or_default(),
        Err(_) => spelled(&fact.replace(['.', '_'], " ")),
    }
}

/// Facts whose name alone does not say it, in the order of their names.
const WORDS: &[(&str, &str)] = &[
    ("account.joined", "Two accounts of one person joined"),
    ("account.link_requested", "Link by mail requested"),
    ("account.password_blocked", "Password blocked"),
    ("account.role_granted", "Role given"),
    ("account.role_revoked", "Role taken away"),
    ("account.token_created", "Access token made"),
    ("account.token_revoked", "Access token revoked"),
    ("advance.refunded", "Advance refunded"),
    ("application.answers_copied", "Answers taken over from an earlier application"),
    ("application.appeal_dismissed", "Appeal dismissed"),
    ("application.appeal_upheld", "Appeal upheld"),
    ("application.appealed", "Appeal by the city"),
    ("application.due_soon", "Owners reminded that it is due"),
    ("application.duplicate_set_aside", "Possible duplicate set aside"),
    ("application.entered_for_city", "Entry for the city begun by the fund"),
    ("application.entered_review", "Passed screening, in review"),
    ("application.entry_taken_over", "Entry for the city taken over by another officer"),
    ("application.file_infected", "Virus found in a file"),
    ("application.found_ineligible", "Found ineligible"),
    ("application.invitation_lapsed", "Invitation lapsed"),
    ("application.invited", "Invited to write the whole application"),
    ("application.moved_to_version", "Draft moved to a newer version of its form"),
    ("application.note_written", "Note written"),
    ("application.overdue", "Told that it is late"),
    ("application.reopened", "Reopened by an officer"),
    ("application.returned", "Returned for changes"),
    ("application.screened", "Screening recorded"),
    ("application.signature_requested", "Signature requested"),
    ("application.signed_page_given", "Signed page of the official given"),
    ("application.step_taken", "Step taken"),
    ("application.stepped_back", "Stepped back from the case"),
    ("approval.given", "Approved; waits for others"),
    ("award.accepted", "Award accepted"),
    ("award.approved", "Award approved; the city is told later"),
    ("award.decline_decided", "Decline decided; the city is told later"),
    ("award.lapsed", "Recommendation lapsed, nobody decided in time"),
    ("award.offer_declined", "Offer declined by the city"),
    ("award.offer_expired", "Offer expired, the city did not answer"),
    ("award.offered", "Award approved and offered"),
    ("award.recommended", "Award recommended"),
    ("award.sent_back", "Recommendation sent back"),
    ("bank.details_changed", "Bank details entered"),
    ("bank.statement_imported", "Bank statement read in"),
    ("bank.verified", "Bank details verified"),
    ("banner.put", "Banner put on every page"),
    ("banner.taken_off", "Banner taken off"),
    ("bulk.confirmed", "Action on many cases confirmed"),
    ("claim.confirmed", "City’s people confirmed"),
    ("claim.letter_given", "Letter given as proof"),
    ("claim.mailbox_asked", "Link sent to prove a mailbox"),
    ("claim.mailbox_proved", "Mailbox of a government proved"),
    ("claim.refused", "Proof for a city not accepted"),
    ("condition.imposed", "Specific condition imposed"),
    ("condition.lifted", "Specific condition lifted"),
    ("deadline.extended", "Deadline extended"),
    ("disparity.exported", "Comparison of success by groups taken out as a file"),
    ("entry.posted", "Entry by hand approved and posted"),
    ("entry.prepared", "Entry by hand prepared"),
    ("entry.refused", "Entry by hand refused"),
    ("entry.withdrawn", "Entry by hand withdrawn"),
    ("feedback.cancelled", "Release of feedback called off"),
    ("feedback.planned", "Feedback of a round released"),
    ("feedback.prepared", "Feedback prepared"),
    ("feedback.released", "Feedback let out to the city"),
    ("feedback.stopped", "Feedback stopped: its reviews changed"),
    ("fund.step_recorded", "Step of the fund’s money recorded"),
    ("inquiry.answered", "Question about a round answered to one person"),
    ("inquiry.asked", "Question about a round asked"),
    ("inquiry.corrected", "Published answer corrected"),
    ("inquiry.published", "Question about a round answered for all"),
    ("inquiry.set_aside", "Question about a round set aside"),
    ("list.exported", "List of applications taken out as a file"),
    ("message.redriven", "Letter queued again"),
    ("official.confirmed", "Authorized official confirmed"),
    ("official.named", "Authorized official named"),
    ("official.naming_agreed", "Naming of an official agreed to"),
    ("official.naming_ended", "Naming of an official ended"),
    ("official.replaced", "Authorized official replaced"),
    ("opportunity.imported", "Version of an opportunity stored"),
    ("opportunity.revised", "Next version of an opportunity changed"),
    ("opportunity.revision_discarded", "Next version of an opportunity thrown away"),
    ("organisation.access_refused", "Access to the city refused"),
    ("organisation.access_requested", "Access to the city requested"),
    ("panel.accepted", "Seat on a panel accepted"),
    ("panel.declaration_due", "Reminded to declare their ties anew"),
    ("panel.declared", "Ties declared for the year"),
    ("panel.declined", "Seat on a panel declined"),
    ("panel.invited", "Reviewer invited to a panel"),
    ("panel.phase_removed", "Phase of the review taken away"),
    ("panel.phase_saved", "Phase of the review set up"),
    ("panel.reminded", "Reminded of the invitation to a panel"),
    ("panel.removed", "Taken off a panel"),
    ("panel.terms_changed", "Expertise, limit or absence changed"),
    ("panel.withdrawn", "Invitation to a panel withdrawn"),
    ("partner.asked", "Partner asked to confirm its part"),
    ("partner.changed", "Part or contact of a partner changed"),
    ("partner.confirmed", "Part confirmed by a partner"),
    ("partner.declined", "Part declined by a partner"),
    ("partner.named", "Partner named"),
    ("partner.removed", "Partner removed, its costs are the lead city’s"),
    ("partner.unlinked", "Contact told that the link does not count"),
    ("payment.approved", "Payment run approved"),
    ("payment.returned", "Payment returned by the bank"),
    ("payment.run_cancelled", "Payment run cancelled"),
    ("payment.run_prepared", "Payment run prepared"),
    ("payment.settled", "Payment on the bank statement"),
    ("period.changed", "Accounting period opened, closed or sealed"),
    ("release.cancelled", "Release called off"),
    ("release.carried_out", "Release carried out"),
    ("release.planned", "Release planned"),
    ("report.accepted", "Final report accepted"),
    ("report.returned", "Final report sent back"),
    ("report.submitted", "Final report submitted"),
    ("review.abstained", "Reviewer abstained"),
    ("review.assigned", "Reviewer assigned"),
    ("review.cleared", "Reviewer declared no conflict"),
    ("review.excluded", "Reviewer kept out: belongs to a city that has a part"),
    ("review.recused", "Reviewer declared a conflict"),
    ("review.removed", "Reviewer taken off"),
    ("risk.attested", "Check before the award recorded"),
    ("role.lent", "Role lent"),
    ("role.taken_back", "Lent role taken back"),
    ("trouble.answered", "Message about trouble answered"),
    ("trouble.reported", "Trouble with the site told"),
    ("view.changed", "Saved view changed"),
    ("view.deleted", "Saved view deleted"),
    ("view.saved", "View of the list saved"),
    ("workflow.proposed", "Version of a workflow proposed"),
    ("workflow.published", "Version of a workflow published"),
    ("workflow.refused", "Version of a workflow refused"),
];

/// With a capital letter.
pub(super) fn spelled(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_in_order() {
        assert!(super::WORDS.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn facts_read_as_sentences() {
        assert_eq!(super::words("review.cleared"), "Reviewer declared no conflict");
        assert_eq!(super::words("expense.submitted"), "Expense submitted");
        assert_eq!(super::words("account.invitation_sent"), "Account invitation sent");
    }
}
