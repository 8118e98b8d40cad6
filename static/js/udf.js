// The one module that pages load. Everything here adds to a page that is
// already complete: without it, forms are sent and read as they are.
import { countCharacters } from "./character-count.js";
import { countCosts } from "./costs.js";
import { keepTotals } from "./totals.js";
import { countDown } from "./countdown.js";
import { sayHere } from "./here.js";
import { followAnswers } from "./conditions.js";
import { saveWhileTyping } from "./autosave.js";
import { keepTyped } from "./keep.js";
import { keepsAnything, tidy } from "./kept.js";
import { watchSession } from "./session.js";
import { keepLive } from "./live.js";
import { helpReviewer } from "./review.js";
import { focusSummary, sendOnce } from "./forms.js";

focusSummary();
tidy();
document.querySelectorAll("[data-count]").forEach(countCharacters);
document.querySelectorAll("[data-costs]").forEach(countCosts);
document.querySelectorAll("[data-totals]").forEach(keepTotals);
document.querySelectorAll("time[data-countdown]").forEach(countDown);
document.querySelectorAll("time[data-countdown], time[data-here]").forEach(sayHere);
document.querySelectorAll("[data-asked]").forEach(followAnswers);
document.querySelectorAll("[data-live-every]").forEach(keepLive);
document.querySelectorAll("form[data-review]").forEach(helpReviewer);
if (document.body.dataset.account) {
  for (const form of document.querySelectorAll("form[data-keep], form[data-autosave]")) {
    const page = keepTyped(form);
    if (form.dataset.autosave) saveWhileTyping(form, page);
  }
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", (event) => {
    const sentence = "Something you typed is not saved. Signing out takes it out of this browser. Sign out all the same?";
    if (keepsAnything() && !window.confirm(sentence)) event.preventDefault();
  });
  watchSession();
}
// The last to hear of a press: what waits for a draft was not sent yet.
document.querySelectorAll("form[method=post]").forEach(sendOnce);
