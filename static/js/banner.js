// One line on top of the page for what must not be missed: that nothing is saved at
// the moment, and why. It goes by itself.

let banner;

/** Shows a sentence; `link` is `{ href, text }` and opens beside this page. */
export function warn(text, link) {
  if (!banner) {
    banner = document.createElement("div");
    banner.className = "udf-banner";
    banner.setAttribute("role", "alert");
    document.body.prepend(banner);
  }
  if (banner.dataset.says === text) return;
  banner.dataset.says = text;
  banner.hidden = false;
  banner.textContent = text;
  if (link) {
    const a = document.createElement("a");
    Object.assign(a, { href: link.href, textContent: link.text, target: "_blank" });
    banner.append(" ", a);
  }
}

/** What was warned of is over. */
export function allWell() {
  if (!banner) return;
  banner.hidden = true;
  banner.textContent = "";
  delete banner.dataset.says;
}

/** The site cannot be reached, in the words that fit. */
export function warnAway(extra) {
  const why = navigator.onLine ? "The site does not answer." : "You are offline.";
  warn(`${why} What you typed is kept in this browser. ${extra}`);
}
