// Says how many characters are left, after a pause in typing.

/** `element` is a line of text or a textarea; its hint has the id in `data-count`. */
export function countCharacters(element) {
  const message = document.getElementById(element.dataset.count);
  const limit = Number(element.dataset.limit);
  if (!message || !limit) return;
  message.setAttribute("role", "status");
  let timer;
  const tell = () => {
    // The server counts a line break as one character, and so does this.
    const left = limit - [...element.value.replace(/\r\n/g, "\n")].length;
    const word = Math.abs(left) === 1 ? "character" : "characters";
    message.textContent = left >= 0 ? `${left} ${word} left` : `${-left} ${word} over the limit`;
    message.classList.toggle("usa-character-count__status--invalid", left < 0);
  };
  element.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, 400);
  });
  tell();
}
