// Adds to the page of a review what a reviewer would miss on a long weekend: the weighted
// score while one scores, quoting what is selected in the application, and keys. The
// page is complete without it.
import { quoteFrom } from "./quote.js";
import { listenToKeys } from "./keys.js";

export function helpReviewer(form) {
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  if (!criteria.length) return;
  let here = criteria[0];
  // Where one is: the criterion that had the focus last.
  form.addEventListener("focusin", (event) => { here = event.target.closest("[data-criterion]") ?? here; });

  reckon(form, criteria);
  document.querySelectorAll("[data-quotable]").forEach((pane) => quoteFrom(pane, () => here));
  listenToKeys(form, () => here);
}

/** The same sum as the server's, which has the last word when it has saved. */
function reckon(form, criteria) {
  const page = form.closest("section");
  const show = (scored, points, share) => {
    page.querySelector("[data-scored]").textContent = scored;
    page.querySelector("[data-points]").textContent = points;
    page.querySelector("[data-share]").textContent = share;
  };
  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    let sum = 0;
    let weights = 0;
    let scored = 0;
    for (const criterion of criteria) {
      const chosen = criterion.querySelector("input[type=radio]:checked");
      if (!chosen) continue;
      scored += 1;
      const weight = Number(criterion.dataset.weight);
      weights += weight;
      if (weight) sum += weight * Number(chosen.value);
    }
    const points = weights ? hundredths(Math.floor((sum * 10_000) / weights)) : "–";
    show(scored, points, `${weights / 100}%`);
  });
  form.addEventListener("reckoned", ({ detail }) => show(detail.scored, detail.points, detail.share));
}

/** Ten-thousandths of a point with two digits, half a hundredth rounded up. */
function hundredths(points) {
  const rounded = Math.floor((2 * points + 100) / 200);
  return `${Math.floor(rounded / 100)}.${String(rounded % 100).padStart(2, "0")}`;
}
