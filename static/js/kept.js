// What was typed and is not saved, in this browser's own storage: for each account and
// page, until the server has acknowledged it, its owner throws it away, somebody signs
// out in this browser, or a month has passed.

const PREFIX = "udf:typed:";
const DAY = 24 * 3600 * 1000;
const MONTH = 30 * DAY;
const account = document.body.dataset.account;
/** Tells apart what several windows typed on the same page. */
const WINDOW = Math.random().toString(36).slice(2);

/** The names that begin so; none where the browser lets no page keep anything. */
const names = (prefix) => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
};

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function write(key, entries) {
  try {
    if (entries.length) localStorage.setItem(key, JSON.stringify(entries));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** The path that a form goes to; several forms of one path have names. */
const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const keyOf = (form) => `${PREFIX}${account}:${pathOf(form)}:${form.dataset.keep ?? ""}`;

/** One list of entries `{ window, at, typed, sent }` for each form, one entry for each window. */
export class Kept {
  constructor(form) {
    this.key = keyOf(form);
    this.works = true;
  }

  /** What other windows left here, or this page before it was loaded anew. */
  earlier() {
    return read(this.key).filter((entry) => entry.window !== WINDOW);
  }

  put(typed) {
    const entry = { window: WINDOW, at: Date.now(), typed };
    this.works = write(this.key, [...this.earlier(), entry]);
  }

  /** Takes away what this window keeps, and what an earlier one kept word for word the same. */
  forget(typed) {
    const same = JSON.stringify(typed);
    this.works = write(this.key, this.earlier().filter((entry) => JSON.stringify(entry.typed) !== same)) && this.works;
  }

  drop(window) {
    write(this.key, read(this.key).filter((entry) => entry.window !== window));
  }
}

/** The press with this key sends what is kept for the form's path: when it is
 *  acknowledged, that is saved. */
export function markSent(form) {
  const sent = form.querySelector("input[name=idempotency_key]")?.value;
  const path = `${PREFIX}${account}:${pathOf(form)}:`;
  if (!account || !sent) return;
  for (const key of names(path)) {
    // What an earlier page left and nobody has decided about stays.
    const own = (entry) => entry.window === WINDOW || entry.sent;
    write(key, read(key).map((entry) => (own(entry) ? { ...entry, sent } : entry)));
  }
}

/** Whether anything is kept for whoever is signed in. */
export const keepsAnything = () => Boolean(account) && names(`${PREFIX}${account}:`).some((key) => read(key).length);

/** Whether an entry is a month old. It must have looked so for a day: a clock that jumped takes nothing away. */
function isOver(entry) {
  const now = Date.now();
  if (now - entry.at < MONTH) delete entry.old;
  else entry.old ??= now;
  return entry.old !== undefined && now - entry.old > DAY;
}

/** Once for each page: takes away what the server acknowledged, what is old, and all when somebody signed out. */
export function tidy() {
  const all = names(PREFIX);
  if (!account && new URLSearchParams(location.search).get("done") === "signed-out") {
    all.forEach((key) => localStorage.removeItem(key));
    return;
  }
  const saved = /(?:^|; )udf_saved=([\w-]+)/.exec(document.cookie)?.[1];
  for (const key of all) write(key, read(key).filter((entry) => !(saved && entry.sent === saved) && !isOver(entry)));
  if (saved) document.cookie = "udf_saved=; Max-Age=0; Path=/; SameSite=Lax";
}
