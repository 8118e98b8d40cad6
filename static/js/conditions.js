// Shows which questions of a part are asked while an answer is typed. The server says which,
// by its own rules; without this, saving does it.

const PAUSE = 300;

/** `list` has `data-asked="/path"` and items with `data-question`. */
export function followAnswers(list) {
  const form = document.querySelector("form[data-autosave]");
  const status = list.parentElement.querySelector("[data-asked-status]");
  if (!form) return;
  let timer;
  let asking;

  const show = (asked) => {
    let came = 0;
    let went = 0;
    for (const item of list.querySelectorAll("[data-question]")) {
      const hide = !asked.includes(item.dataset.question);
      if (hide && !item.hidden) went += 1;
      if (!hide && item.hidden) came += 1;
      item.hidden = hide;
    }
    if (status && (came || went)) {
      const count = (n) => `${n} ${n === 1 ? "question" : "questions"}`;
      status.textContent = came ? `${count(came)} more to answer in this part.` : `${count(went)} fewer to answer in this part.`;
    }
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    try {
      const answer = await fetch(list.dataset.asked, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        signal: asking.signal,
      });
      if (answer.ok) show((await answer.json()).asked);
    } catch {
      // The list stays as it was; the server decides when the answer is saved.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
