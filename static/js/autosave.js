// Saves a draft while its owner types, and says so. What the page's own Save button
// does stays the truth: this posts the same form to `data-autosave`. "Saved" is said
// of what the server acknowledged, with the server's time of that save.
import { allWell, warn, warnAway } from "./banner.js";
import { cameBack } from "./session.js";

/** A pause in typing, and the longest time without a save while somebody types on. */
const PAUSE = 1500;
const LONGEST = 8000;
/** How long an answer is waited for, and until the next try. */
const PATIENCE = 3000;
const AGAIN = 3000;
/** Until the next try when the server has no room. */
const FULL = 10_000;
/** What the server takes, in bytes. */
const MOST = 500_000;

const clock = () => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" });

/** `form` has `data-autosave="/path"` and a `[data-autosave-status]` inside; `page` is what keeps it in the browser. */
export function saveWhileTyping(form, page) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let since;
  let saving;
  /** Sent, but whether it arrived is not known: it goes again as it was before anything newer. */
  let unsure;
  /** The server does not take it as it is; trying again would not help. */
  let stopped = false;

  const say = (text, lost) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("udf-autosave--lost", Boolean(lost));
  };
  const stop = (text) => {
    stopped = true;
    allWell();
    say(text, true);
    return false;
  };

  const encoded = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    return body.toString();
  };

  /** Whether all that is typed is saved now, or somebody has to decide. */
  const save = () => {
    clearTimeout(timer);
    timer = since = undefined;
    saving ??= post().finally(() => {
      saving = undefined;
      if (!timer && !stopped && !page.isLeaving && !page.isSaved()) later(PAUSE);
    });
    return saving;
  };

  const post = async () => {
    const { body, typed } = unsure ?? { body: encoded(), typed: page.typed() };
    if (body.length > MOST) return stop("This is more text than can be saved. It is kept in this browser: shorten it, and it is saved.");
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        signal: AbortSignal.timeout(PATIENCE),
        // Outlives the page when it is left; browsers allow that for little.
        keepalive: document.visibilityState === "hidden" && body.length < 60_000,
      });
      if (answer.ok) return taken(await answer.json(), typed);
    } catch {
      unsure ??= { body, typed };
      return lost(AGAIN, () => warnAway("We keep trying."));
    }
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
      if (answer.status !== 503 && answer.status !== 507) unsure ??= { body, typed };
      if (answer.status === 507) return lost(FULL, () => warn("The site has no room left to save anything. What you typed is kept in this browser. We keep trying."));
      const wait = Number(answer.headers.get("Retry-After") ?? 0) * 1000;
      return lost(Math.max(AGAIN, wait), () => warn("The site is busy. What you typed is kept in this browser. We keep trying."));
    }
    unsure = undefined;
    if (answer.status === 401) {
      const back = encodeURIComponent(location.pathname);
      return lost(AGAIN, () => warn("You were signed out. What you typed is kept in this browser.", { href: `/sign-in?next=${back}`, text: "Sign in again" }), true);
    }
    const { detail, changed, held, both } = await answer.json().catch(() => ({}));
    hold(held);
    if (changed) stop(both ?? "Somebody else changed this answer. Press the button to see both versions. What you typed is kept.");
    else stop(`${detail ?? "This cannot be saved."} What you typed is kept in this browser.`);
    // The button shows what there is to decide.
    return true;
  };

  /** Hidden fields that say what this page is based on from now on. */
  const hold = (values) => {
    for (const [name, value] of Object.entries(values ?? {})) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  };

  const taken = ({ version, at, saved_at: savedAt, unfinished, kept, held, total }, typed) => {
    const wasUnsure = Boolean(unsure);
    unsure = undefined;
    allWell();
    hold(version === undefined ? held : { version, ...held });
    if (total) form.dispatchEvent(new CustomEvent("reckoned", { detail: total }));
    page.acknowledged(typed);
    const time = at ? clock().format(new Date(at)) : savedAt;
    if (unfinished) say(`Kept as you typed it, ${time}. It is not an answer yet: ${unfinished}`, true);
    else if (kept) say(`Kept as you typed it, ${time}. ${kept}`);
    else say(`Saved ${time}`);
    return wasUnsure && !page.isSaved() ? post() : true;
  };

  const lost = async (wait, tell, isOut) => {
    tell();
    say("Not saved yet. What you typed is still here.", true);
    if (isOut && !(await cameBack())) later(wait, true);
    else later(isOut ? 0 : wait, true);
    return false;
  };

  const later = (wait, isRetry) => {
    since ??= Date.now();
    const left = isRetry ? wait : Math.min(wait, Math.max(0, since + LONGEST - Date.now()));
    clearTimeout(timer);
    timer = setTimeout(save, left);
  };

  form.addEventListener("input", () => {
    stopped = page.isLeaving = false;
    if (!status?.classList.contains("udf-autosave--lost")) say("");
    later(unsure ? AGAIN : PAUSE, Boolean(unsure));
  });
  window.addEventListener("online", () => { if (!page.isSaved() || unsure) save(); else allWell(); });
  // Whoever comes back from signing in again finds it saved.
  window.addEventListener("focus", () => { if (!page.isSaved() && !stopped) save(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !page.isSaved() && !page.isLeaving && !stopped) save();
  });

  // What an earlier press only passed on is saved without waiting for a key.
  if (form.dataset.unsaved !== undefined) later(PAUSE);

  // The button waits for a draft that is on its way: sent together, the two would clash,
  // and the page would speak of somebody else.
  page.settle = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (saving) await saving;
    clearTimeout(timer);
    timer = undefined;
    if (encoded().length > MOST) return stop("This is more text than can be saved. It is kept in this browser: shorten it, and it is saved.");
    return unsure ? save() : true;
  };
}
