// Says a deadline in the zone of whoever reads it, where the page does not say it so already.

/** `element` is `<time datetime data-here>`, whose words name the zone of the fund and that of the city. */
export function sayHere(element) {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const wall = `${part.month} ${part.day}, ${part.year}, ${part.hour}:${part.minute} ${part.dayPeriod}`;
  // The same hands of the clock mean the same zone, whatever its letters.
  if (element.textContent.includes(wall)) return;
  const words = document.createElement("span");
  words.className = "udf-here";
  words.textContent = ` In your time zone: ${wall} ${part.timeZoneName}.`;
  // A sentence of its own: what stands before it ends with a stop, on a card too.
  const isEnded = /[.!?]$/.test(element.parentElement.textContent.trim());
  element.parentElement.append(isEnded ? "" : ".", words);
}
