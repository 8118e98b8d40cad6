// Warns before a session ends by itself, and makes it last longer at one key press.
// Typing counts as being there. Asking how long it lasts does not make it last longer.
import { warn } from "./banner.js";

const ADDRESS = "/account/session";
/** Seconds before the end at which it is said; never less than two minutes. */
const BEFORE = 180;
const account = document.body.dataset.account;

async function ask(method) {
  try {
    const answer = await fetch(ADDRESS, { method, headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(3000) });
    return answer.ok ? await answer.json() : { seconds: 0 };
  } catch {
    return undefined;
  }
}

/** Whether the same person is signed in again. */
export async function cameBack() {
  const now = await ask("GET");
  if (now?.account && now.account !== account) warn("Somebody else is signed in now in this browser. What you typed is kept here; sign in again to save it.");
  return now?.account === account;
}

let lastKey = 0;
let timer;
let dialog;

/** Watches over the session of whoever is signed in. */
export function watchSession() {
  if (!account) return;
  document.addEventListener("input", () => { lastKey = Date.now(); });
  look(Number(document.body.dataset.session));
}

function look(seconds) {
  clearTimeout(timer);
  // Longer than a timer can count is longer than a page is open.
  timer = setTimeout(check, Math.min(Math.max(seconds - BEFORE, 1), 86_400) * 1000);
}

async function check() {
  const asked = Date.now();
  let now = await ask("GET");
  if (!now) return look(BEFORE + 5);
  const isThere = now.seconds > 0 && asked - lastKey < 5 * 60 * 1000;
  if (now.seconds <= BEFORE && isThere && !now.is_final) now = (await ask("POST")) ?? now;
  if (now.seconds > BEFORE) return look(now.seconds);
  if (now.seconds <= 0) return ended();
  tell(now);
}

function ended() {
  dialog?.close();
  const back = encodeURIComponent(location.pathname);
  warn("You were signed out. What is on this page stays on it.", { href: `/sign-in?next=${back}`, text: "Sign in again" });
}

function tell({ seconds, is_final: isFinal }) {
  const end = Date.now() + seconds * 1000;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(end);
  dialog ??= document.body.appendChild(made());
  dialog.querySelector("p").textContent = isFinal
    ? `You will be signed out at ${at}, because you signed in long ago. Save what you are doing, then sign in again.`
    : `You will be signed out at ${at}, because nothing was done here for a while. Press Enter to stay signed in.`;
  dialog.querySelector("button").textContent = isFinal ? "I understand" : "Stay signed in";
  dialog.dataset.final = isFinal ? "yes" : "";
  if (!dialog.open) dialog.showModal();
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const now = await ask("GET");
    if (now && now.seconds > BEFORE) {
      // Another window made it last longer.
      dialog.close();
      look(now.seconds);
    } else if (now && now.seconds > 0) tell(now);
    else ended();
  }, Math.min(seconds + 1, 20) * 1000);
}

function made() {
  const box = document.createElement("dialog");
  box.className = "udf-dialog";
  box.setAttribute("aria-labelledby", "session-ends");
  const heading = Object.assign(document.createElement("h2"), { id: "session-ends", textContent: "Are you still there?" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "usa-button", autofocus: true });
  box.append(heading, document.createElement("p"), button);
  const stay = async () => {
    clearTimeout(timer);
    if (box.dataset.final) return;
    const now = await ask("POST");
    if (now?.seconds > 0) look(now.seconds);
    else ended();
  };
  button.addEventListener("click", () => box.close());
  box.addEventListener("close", stay);
  return box;
}
