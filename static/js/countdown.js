// Adds "in 3 days" behind a deadline, by the server's clock and not the reader's.

const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** `element` is `<time datetime data-countdown data-now>`. */
export function countDown(element) {
  const deadline = Date.parse(element.dateTime);
  const started = Date.parse(element.dataset.now);
  if (Number.isNaN(deadline) || Number.isNaN(started)) return;
  const opened = performance.now();
  const words = document.createElement("span");
  words.className = "udf-countdown";
  element.after(words);
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const tell = () => {
    const left = (deadline - started - (performance.now() - opened)) / 1000;
    if (left <= 0) {
      words.textContent = " (closed)";
      return;
    }
    const [unit, size] = STEPS.find(([, seconds]) => left >= seconds) ?? ["second", 1];
    words.textContent = ` (${format.format(Math.floor(left / size), unit)})`;
    setTimeout(tell, left < 120 ? 1000 : 30000);
  };
  tell();
}
