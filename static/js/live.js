// Keeps the parts of a page fresh that people watch: every 30 seconds the page is read again and the parts marked
// `data-live` are put in the place of the old ones. Forms are left as they are. Without this, a button does it.

/** `region` has `data-live-every`, the seconds, and a link to the page; its parts have `data-live` and an `id`. */
export function keepLive(region) {
  const seconds = Number(region.dataset.liveEvery);
  if (!(seconds > 0)) return;
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(region.querySelector("a").href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const next = fresh.getElementById(part.id);
        // What somebody is reading with the keyboard is not pulled away.
        if (next && !part.contains(document.activeElement)) part.replaceWith(document.importNode(next, true));
      }
    } catch {
      // The next round tries again; the page says when it was read.
    }
  };
  setInterval(refresh, seconds * 1000);
  document.addEventListener("visibilitychange", refresh);
}
