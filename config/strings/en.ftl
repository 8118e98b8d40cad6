# What the frame of every page and letter says, in English. Keys are grouped by where they
# stand; templates ask with {{t "key" name=value}}, code with `locale::catalogue`.
# A test holds that every key is used, and that every key asked for is here.

## Every page
skip-to-main = Skip to main content
demo-label = About this demo
demo-name = Demo
demo-sentence = Invented people, no real money.
nav-account = Account
nav-main = Main
nav-help = Help
nav-site = About this site
sign-out = Sign out
trouble = I’m having trouble
about-fund = About the fund
accessibility = Accessibility
privacy = Privacy
contains-data-from = Contains data from

## Navigation
nav-opportunities = Opportunities
nav-awards = Awards
nav-city = Your city
nav-reviews = Reviews
nav-desk = Desk
nav-your-account = Your account
nav-sign-in = Sign in
nav-sign-up = Create account

## What was just done
done-accepted = Accepted.
done-activity-removed = The activity is removed, with its people and its budget.
done-activity-saved = The activity is saved.
done-answer-saved = Your answer is saved.
done-added = Added.
done-answers-copied = The answers are taken over. Read them again: some may be out of date.
done-approved = Approved.
done-award-accepted = The agreement is signed and the award is active. Next, enter your city’s bank details.
done-award-declined = The fund knows that your city declines the award.
done-bank-details-saved = The bank details are saved. A person of the fund checks them before money goes there.
done-budget-saved = The budget is saved and added up.
done-check-recorded = The check is recorded.
done-city-registered = Your city is registered. Now prove that you act for it, and name the official who signs.
done-claim-confirmed = Confirmed. The city’s people get a letter.
done-claim-refused = Not accepted. The city’s people get a letter with your reason.
done-condition-imposed = The condition is imposed.
done-condition-lifted = The condition is lifted.
done-device-signed-out = That device is signed out.
done-entry-posted = Approved and posted as a journal.
done-entry-prepared = The entry waits for another person to approve it.
done-entry-refused = The entry is refused. Its preparer gets a letter.
done-entry-withdrawn = The entry is withdrawn.
done-expense-sent = The expense is submitted. The fund checks it and tells you.
done-file-attached = The file is attached.
done-file-removed = The file is removed.
done-invitation-sent = The invitation is sent. Its link works for three days.
done-join-asked = We asked the people of the city to let you in. You get a letter when they do.
done-join-refused = The person is not let in and gets a letter with your reason.
done-letter-given = We have your letter. An officer reads it; you get a letter.
done-mailbox-asked = We sent a link to that mailbox. It works for three days.
done-moved = It is moved by one place.
done-moved-to-version = Your application is on the newer version now. Read it again before you submit.
done-name-saved = Your name is changed.
done-note-written = The note is written.
done-nothing-copied = There was nothing to take over: the same questions are answered already, or were not asked.
done-naming-agreed = The person who was named gets a link now.
done-naming-refused = The naming is ended. Whoever named gets a letter with your reason.
done-naming-stopped = The naming is stopped. Its link no longer works.
done-official-confirmed = You are the authorized official now. You can certify and submit for your city.
done-official-named = The naming is kept. Whoever you named gets a link, which works for seven days.
done-official-asked = The naming is kept. Your city has an official already, so the fund looks at it first.
done-password-saved = Your password is changed.
done-payment-asked = The fund has your request for money. You get a letter when it is paid.
done-people-saved = The people are saved.
done-person-admitted = The person belongs to your city now and gets a letter.
done-person-let-in = The person belongs to the city now and gets a letter.
done-queued = The letter is queued again.
done-recorded = Recorded.
done-released = Released.
done-removed = Removed.
done-report-sent = The final report is submitted. The fund reads it and tells you.
done-returned = Returned.
done-revision-discarded = The revision is thrown away. The version in force is as it was.
done-revision-kept = It has no mistakes and is kept as the next version. Nothing is published yet.
done-role-removed = The role is taken away.
done-saved = Your changes are saved.
done-sent = Sent.
done-signature-asked = We asked your official to sign.
done-signed-out = You are signed out.
done-submitted = Submitted.
done-token-ended = The token works no more.
done-appealed = Your appeal is received. Somebody who had no part in the decision answers it.
done-stepped-back = You stepped back. The application is no longer there for you.
done-version-published = The version is published and in force.
done-withdrawn = The application is withdrawn.
done-workflow-proposed = The version is proposed. It waits for another person.
done-workflow-published = The version is published. New cases begin on it.
done-workflow-refused = The version is refused. Its proposer gets a letter.

## Every letter
letter-hello = Hello { $name },
letter-hello-nobody = Hello,
letter-copy-address = If the button does not work, copy this address:
letter-why = Why you get this: { $why }
letter-questions = Questions? Write to { $email }.
letter-questions-phone = Questions? Write to { $email } or call { $phone }.
