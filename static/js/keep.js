// Keeps what is typed into `form[data-keep]` in this browser until it is saved, and
// offers it back beside what the page came with. A form is sent only while the site
// answers: a browser that finds nobody would throw the page away.
import { allWell, warnAway } from "./banner.js";
import { Kept, markSent } from "./kept.js";
import { cameWith, inWords, isSame, putInto, typedIn } from "./typed.js";

const PATIENCE = 3000;

/** Whether the site answers. */
export async function answers() {
  try {
    return (await fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

/** `settle`, if given, is awaited before the form is sent; what it gives says whether to go on. */
export function keepTyped(form) {
  const kept = new Kept(form);
  let saved = cameWith(form);
  // A page that came back with mistakes, or with more rows, shows what was typed; none of it is saved.
  const isReturned = Boolean(document.getElementById("error-summary")) || form.dataset.unsaved !== undefined;
  const note = document.createElement("div");
  form.before(note);

  const remember = () => {
    const typed = typedIn(form);
    if (isSame(typed, saved) && !isReturned) kept.forget(typed);
    else kept.put(typed);
    guard();
  };

  // Where this browser cannot keep anything, leaving the page is asked about.
  const guard = () => {
    window.onbeforeunload = kept.works ? null : (event) => event.preventDefault();
  };

  const offer = () => {
    note.replaceChildren();
    for (const entry of kept.earlier()) {
      if (isSame(entry.typed, saved) || isSame(entry.typed, typedIn(form))) kept.drop(entry.window);
      else note.append(noteOf(form, saved, entry, { putBack: () => putBack(entry), throwAway: () => throwAway(entry) }));
    }
  };

  const putBack = (entry) => {
    const before = typedIn(form);
    const left = putInto(form, entry.typed);
    kept.drop(entry.window);
    if (Object.keys(left).length) note.append(leftOver(form, left));
    else offer();
    remember();
    if (!isSame(before, saved)) note.append(leftOver(form, before));
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  };

  const throwAway = (entry) => {
    kept.drop(entry.window);
    offer();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  };

  form.addEventListener("input", remember);
  form.addEventListener("change", remember);
  window.addEventListener("offline", () => warnAway("It is sent when the connection is back."));
  if (!form.dataset.autosave) window.addEventListener("online", allWell);
  // The page as it was before it was left shows neither what was saved since nor its version.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  if (isReturned || !isSame(typedIn(form), saved)) {
    kept.earlier().filter((entry) => entry.sent).forEach((entry) => kept.drop(entry.window));
    kept.put(typedIn(form));
  }
  offer();

  const self = {
    kept,
    typed: () => typedIn(form),
    isSaved: () => isSame(typedIn(form), saved),
    /** The server has this. */
    acknowledged(typed) {
      saved = typed;
      if (isSame(typedIn(form), typed)) kept.forget(typed);
      guard();
    },
    settle: async () => true,
    isLeaving: false,
  };
  sendWhenReachable(form, self);
  return self;
}

function sendWhenReachable(form, self) {
  let passes = false;
  let asking = false;
  form.addEventListener("submit", async (event) => {
    if (passes) {
      passes = false;
      self.isLeaving = true;
      window.onbeforeunload = null;
      markSent(form);
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    const goesOn = (await self.settle()) && (await answers());
    asking = false;
    if (!goesOn) {
      if (!(await answers())) warnAway("Press the button again when the site is back.");
      return;
    }
    allWell();
    passes = true;
    form.requestSubmit(event.submitter);
    // A form that the browser does not send because of a field asks again next time.
    passes = false;
  });
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
}

const when = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "medium" }).format(at);

function side(heading, text) {
  return element("div", { className: "udf-merge__side" }, element("h3", { textContent: heading }), element("p", { textContent: text || "Nothing." }));
}

/** What was typed beside what the page came with, field by field, where they differ. */
function noteOf(form, saved, entry, { putBack, throwAway }) {
  const here = new Map(inWords(form, saved).map((field) => [field.name, field.text]));
  const note = element("section", { className: "udf-warning udf-kept", ariaLabel: "What you typed before" });
  note.append(
    element("h2", { textContent: "You typed something here that was not saved" }),
    element("p", { textContent: `This browser kept it on ${when(entry.at)}. Put it back into the fields below, or throw it away.` }),
  );
  for (const { name, label, text } of inWords(form, entry.typed)) {
    if (text === (here.get(name) ?? "")) continue;
    note.append(
      element("p", { className: "udf-kept__label", textContent: label }),
      element("div", { className: "udf-merge__sides" }, side("You typed", text), side("Saved here now", here.get(name) ?? "")),
    );
  }
  const back = element("button", { type: "button", className: "usa-button", textContent: "Put back", onclick: putBack });
  const away = element("button", { type: "button", className: "usa-button usa-button--outline", textContent: "Throw away", onclick: throwAway });
  note.append(element("div", { className: "udf-actions" }, back, away));
  return note;
}

/** What found no field to go back into, to read and copy. */
function leftOver(form, typed) {
  const note = element("section", { className: "udf-note", ariaLabel: "What has no field" }, element("p", { textContent: "This has no place in the fields now. Copy what you need:" }));
  for (const { label, text } of inWords(form, typed)) if (text) note.append(element("p", { className: "udf-typed__text", textContent: `${label}: ${text}` }));
  return note;
}
