// Works out the rows of a budget while they are typed. The server works them out again.
import { cents, dollars } from "./money.js";

/** Hundredths of `1,200.5`, one for nothing, or null for what the server would refuse. */
function hundredths(text) {
  const plain = text.trim().replaceAll(",", "");
  if (plain === "") return 100n;
  const parts = /^(\d+)(?:\.(\d{1,2})0*)?$/.exec(plain);
  return parts && BigInt(parts[1] + (parts[2] ?? "").padEnd(2, "0"));
}

/** What a row asks for: quantity times price, half a cent upwards, less what the city pays. */
function asked(row) {
  const value = (name) => row.querySelector(`[name^="${name}_"]`).value;
  const quantity = hundredths(value("quantity"));
  const each = cents(value("each"));
  const share = value("city_pays").trim() === "" ? 0n : cents(value("city_pays"));
  if (quantity === null || each === null || share === null) return 0n;
  const left = (quantity * each + 50n) / 100n - share;
  return left > 0n ? left : 0n;
}

/** `form` holds rows `[data-cost]`, each with `[data-cost-asked]`, and one `[data-cost-total]`. */
export function countCosts(form) {
  const rows = form.querySelectorAll("[data-cost]");
  const tell = () => {
    let total = 0n;
    for (const row of rows) {
      const sum = asked(row);
      total += sum;
      row.querySelector("[data-cost-asked]").textContent = dollars(sum);
    }
    form.querySelector("[data-cost-total]").textContent = dollars(total);
  };
  for (const row of rows) {
    const remove = row.querySelector("[data-cost-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => {
      for (const field of row.querySelectorAll("input, select")) field.value = "";
      row.hidden = true;
      tell();
      const next = [...rows].find((other) => !other.hidden) ?? form;
      next.querySelector("select, button").focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  form.addEventListener("input", tell);
  tell();
}
