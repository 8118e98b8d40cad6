// Saves a draft while its owner types, and says so. What the page's own Save
// button does stays the truth: this posts the same form to `data-autosave`.

const PAUSE = 2000;

/** `form` has `data-autosave="/path"` and a `[data-autosave-status]` inside. */
export function saveWhileTyping(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let saving;
  let changed = false;

  const say = (text, lost) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("udf-autosave--lost", Boolean(lost));
  };

  const save = () => {
    saving ??= post().finally(() => {
      saving = undefined;
      if (changed) later(PAUSE);
    });
  };

  const post = async () => {
    changed = false;
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string") body.append(name, value);
      }
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(4000),
      });
      if (answer.status === 409) {
        say("Somebody else changed this page. Save to see both texts.", true);
        return;
      }
      if (answer.status === 422) {
        say("This answer is not complete yet. What you typed is still here.", true);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { version, saved_at: savedAt } = await answer.json();
      const held = form.querySelector("input[name=version]");
      if (held && version !== undefined) held.value = version;
      say(savedAt ? `Saved ${savedAt}` : "Saved");
    } catch {
      changed = true;
      say("Not saved yet. We keep trying; what you typed is still here.", true);
    }
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  form.addEventListener("input", () => {
    changed = true;
    later(PAUSE);
  });

  // Save pressed while a draft is on its way waits for it: sent together, the two
  // would clash, and the page would speak of somebody else.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    await saving;
    clearTimeout(timer);
    form.requestSubmit(event.submitter);
  });
}
