// Adds up amounts of money while they are typed. The server adds them again.

/** Cents of `8,450.5`, or null for what the server would refuse. */
export function cents(text) {
  const plain = text.trim().replace(/^\$\s*/, "");
  const parts = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return null;
  return BigInt(parts[1].replaceAll(",", "") + (parts[2] ?? "").padEnd(2, "0"));
}

/** `$8,450.50` */
export function dollars(value) {
  const digits = value.toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `$${whole}.${digits.slice(-2)}`;
}

/** Inputs with `data-adds-to="a b"` inside `region` are added into the elements
 *  with `data-total="a"` and `data-total="b"`. */
export function keepTotals(region) {
  const tell = () => {
    const sums = new Map();
    for (const input of region.querySelectorAll("[data-adds-to]")) {
      const amount = cents(input.value) ?? 0n;
      for (const name of input.dataset.addsTo.split(" ")) {
        sums.set(name, (sums.get(name) ?? 0n) + amount);
      }
    }
    for (const output of region.querySelectorAll("[data-total]")) {
      output.textContent = dollars(sums.get(output.dataset.total) ?? 0n);
    }
  };
  region.addEventListener("input", tell);
  tell();
}
