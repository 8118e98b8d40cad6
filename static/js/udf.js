// The one module that pages load. Everything here adds to a page that is
// already complete: without it, forms are sent and read as they are.
import { countCharacters } from "./character-count.js";
import { keepTotals } from "./totals.js";
import { countDown } from "./countdown.js";
import { followAnswers } from "./conditions.js";
import { saveWhileTyping } from "./autosave.js";
import { focusSummary, sendOnce } from "./forms.js";

focusSummary();
document.querySelectorAll("[data-count]").forEach(countCharacters);
document.querySelectorAll("[data-totals]").forEach(keepTotals);
document.querySelectorAll("time[data-countdown]").forEach(countDown);
document.querySelectorAll("[data-asked]").forEach(followAnswers);
document.querySelectorAll("form[data-autosave]").forEach(saveWhileTyping);
// The last to hear of a press: what waits for a draft was not sent yet.
document.querySelectorAll("form[method=post]").forEach(sendOnce);
