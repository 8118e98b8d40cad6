// Puts the reader where the mistakes are, and lets one press be one request.

/** Moves focus to the error summary of a page that has one. */
export function focusSummary() {
  document.getElementById("error-summary")?.focus();
}

/** Ignores further presses while the first is under way. The server counts
 *  presses too, by the form's key; this only spares people the wait. */
export function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    setTimeout(() => { sent = false; }, 5000);
  });
  // Coming back with the browser's Back button makes the form usable again.
  window.addEventListener("pageshow", () => { sent = false; });
}
