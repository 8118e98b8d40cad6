// Keys on the page of a review: single letters and digits that act only outside of fields
// for text, and that can be turned off; the choice is kept with the account.

/** Keeps the choice with the account; says whether it was kept. */
async function keep(isOn) {
  try {
    const answer = await fetch("/account/keys", {
      method: "POST",
      body: new URLSearchParams({ keys: isOn ? "on" : "off" }),
      keepalive: true,
    });
    // Whoever is no longer signed in gets another page.
    return answer.ok && new URL(answer.url).searchParams.get("done") === "keys-saved";
  } catch {
    return false;
  }
}

const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])");

/** `here` says at which criterion one is. */
export function listenToKeys(form, here) {
  let isOn = form.dataset.keys !== "off";
  const dialog = helpOf(form, isOn, (on) => {
    isOn = on;
    return keep(on);
  });

  const score = (key) => {
    const radio = here().querySelector(`input[type=radio][value="${key}"]`);
    if (!radio) return false;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const follow = (link) => {
    link?.click();
    return Boolean(link);
  };
  const acts = (key) => {
    if (/^\d$/.test(key)) return score(key);
    if (key === "j") return follow(document.querySelector("[data-next]"));
    if (key === "k") return follow(document.querySelector("[data-previous]"));
    if (key === "?") dialog.showModal();
    return key === "?";
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=action][value=submit]"));
      return;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isOn && isPlain && !isTyping(event.target) && acts(event.key)) event.preventDefault();
  });
}

/** The button and the dialog that name the keys and turn them off. */
function helpOf(form, isOn, choose) {
  const make = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const keys = make("dl", { className: "udf-keys" });
  const named = [
    ["j", "next application"],
    ["k", "previous application"],
    ["1 to 5", "score of the criterion you are at; other scales have their own digits"],
    ["?", "these keys"],
    ["Ctrl+Enter", "submit, also from a comment"],
  ];
  for (const [key, what] of named) keys.append(make("dt", { textContent: key }), make("dd", { textContent: what }));
  const box = make("input", { type: "checkbox", className: "usa-checkbox__input", id: "use-keys", checked: isOn });
  const said = make("p", { className: "usa-hint" });
  said.setAttribute("role", "status");
  box.addEventListener("change", async () => {
    said.textContent = (await choose(box.checked)) ? "Saved for all your browsers." : "This could not be saved. It holds on this page.";
  });
  const label = make("label", { className: "usa-checkbox__label", htmlFor: "use-keys", textContent: "Use keys of one letter or digit" });
  const close = make("button", { type: "button", className: "usa-button", textContent: "Close" });
  const dialog = make("dialog", { className: "udf-dialog" }, make("h2", { id: "keys-title", textContent: "Keys on this page" }), keys, make("div", { className: "usa-checkbox" }, box, label), said, make("div", { className: "udf-actions" }, close));
  dialog.setAttribute("aria-labelledby", "keys-title");
  close.addEventListener("click", () => dialog.close());
  const open = make("button", { type: "button", className: "usa-button usa-button--unstyled", textContent: "Keys on this page" });
  open.addEventListener("click", () => dialog.showModal());
  form.before(make("p", {}, open));
  document.body.append(dialog);
  return dialog;
}
