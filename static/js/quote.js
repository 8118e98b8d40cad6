// What is selected in the application goes into the comment of the criterion one is at,
// by a button that is there while something is selected.

/** More than this is no quotation. */
const MOST = 1000;

/** `pane` holds the application; `here` says at which criterion one is. */
export function quoteFrom(pane, here) {
  const bar = document.createElement("p");
  bar.className = "udf-quote";
  bar.hidden = true;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "usa-button" });
  bar.append(button);
  pane.append(bar);
  let text = "";

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const isHere = selection && !selection.isCollapsed && [selection.anchorNode, selection.focusNode].every((node) => pane.contains(node) && !bar.contains(node));
    if (!isHere) {
      // A press on the button, or the way to it by keyboard, does not take it away.
      if (document.activeElement !== button) bar.hidden = true;
      return;
    }
    text = selection.toString().trim().slice(0, MOST);
    button.textContent = `Quote in comment: ${here().dataset.criterion}`;
    bar.hidden = !text;
  });
  // Pressing it keeps what is selected.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const comment = here().querySelector("textarea");
    const quoted = text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => `> ${line}`).join("\n");
    const before = comment.value.trimEnd();
    comment.value = `${before}${before && "\n\n"}${quoted}\n`;
    comment.dispatchEvent(new Event("input", { bubbles: true }));
    bar.hidden = true;
    document.getSelection().removeAllRanges();
    comment.focus();
    comment.setSelectionRange(comment.value.length, comment.value.length);
  });
}
