// Keeps the parts of a page fresh that people watch: every 30 seconds the page is read again and the parts marked
// `data-live` are put in the place of the old ones. Forms are left as they are. Without this, a link does it.
// A part with a `data-live-key` is replaced only once its key is another: a form that somebody fills in stays meanwhile.
// A button stops it, and a sentence beside it says when the page could not be read.

/** Whether somebody holds some text of this part, to copy it. */
function isSelected(part) {
  const held = document.getSelection();
  return Boolean(held) && !held.isCollapsed && held.containsNode(part, true);
}

function put(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    // What somebody is reading with the keyboard, or copying, is not pulled away.
    const isSame = Boolean(part.dataset.liveKey) && part.dataset.liveKey === next?.dataset.liveKey;
    if (next && !isSame && !part.contains(document.activeElement) && !isSelected(part)) part.replaceWith(document.importNode(next, true));
  }
}

/** `region` has `data-live-every`, the seconds, and a link to the page; its parts have `data-live` and an `id`. */
export function keepLive(region) {
  const seconds = Number(region.dataset.liveEvery);
  const link = region.querySelector("a");
  if (!(seconds > 0) || !link) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "usa-button usa-button--outline", textContent: "Stop refreshing" });
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  link.after(button);
  region.append(said);
  let isStopped = false;
  let isAsking = false;
  let readAt = new Date();
  // Said once, until it is fresh again: a status that changes every time is read out every time.
  const tell = (isFresh) => {
    const at = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(readAt);
    const sentence = isFresh ? "" : `Not fresh since ${at}.`;
    if (said.textContent !== sentence) said.textContent = sentence;
  };
  const refresh = async () => {
    if (document.hidden || isStopped || isAsking) return;
    isAsking = true;
    try {
      // The header says that nobody asked: a session does not last longer by it.
      const headers = { Accept: "text/html", "X-UDF-Live": "1" };
      const answer = await fetch(link.href, { headers, redirect: "error", signal: AbortSignal.timeout(Math.max(seconds * 1000, 10_000)) });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!isStopped) put(fresh);
        readAt = new Date();
      }
      tell(answer.ok);
    } catch {
      tell(false);
    } finally {
      isAsking = false;
    }
  };
  button.addEventListener("click", () => {
    isStopped = !isStopped;
    button.textContent = isStopped ? "Refresh by itself again" : "Stop refreshing";
    refresh();
  });
  setInterval(refresh, seconds * 1000);
  document.addEventListener("visibilitychange", refresh);
}
