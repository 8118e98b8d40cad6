// Adds up amounts of money while they are typed. The server adds them again.
import { cents, dollars } from "./money.js";

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
