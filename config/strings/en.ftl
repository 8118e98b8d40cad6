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
done-added = Added.
done-approved = Approved.
done-queued = The letter is queued again.
done-recorded = Recorded.
done-released = Released.
done-removed = Removed.
done-returned = Returned.
done-saved = Your changes are saved.
done-sent = Sent.
done-signed-out = You are signed out.
done-submitted = Submitted.

## Every letter
letter-hello = Hello { $name },
letter-hello-nobody = Hello,
letter-copy-address = If the button does not work, copy this address:
letter-why = Why you get this: { $why }
letter-questions = Questions? Write to { $email }.
letter-questions-phone = Questions? Write to { $email } or call { $phone }.
