// Partial updates: a link or a form swaps one region of the page instead of the whole.
import "htmx.org";
import { announce } from "./announce.js";

const region = (event) => event.detail.ctx.target?.closest?.(".region");
let open = new Map(); // which folds stood open, by their data-keep
let kept = ""; // the data-keep of the link that was followed

document.addEventListener("htmx:before:request", (event) => {
  const before = region(event);
  if (!before) return;
  before.setAttribute("aria-busy", "true");
  const folds = before.querySelectorAll("details[data-keep]");
  open = new Map([...folds].map((fold) => [fold.dataset.keep, fold.open]));
  kept = document.activeElement?.closest?.("a[data-keep]")?.dataset.keep ?? "";
});

// An answer that is no page of ours (an error, a cut line): let the browser go there, so that the reader sees what it is.
// What asks for itself again and again just asks once more.
function goThere(event) {
  event.preventDefault();
  if (event.detail.ctx.sourceElement?.dataset.hxTrigger?.startsWith("every")) return;
  location.assign(event.detail.ctx.request.action);
}
document.addEventListener("htmx:response:error", goThere);
document.addEventListener("htmx:error", goThere);

// What changed is read out. A filter that is still there keeps the focus, so that the next one is a step away;
// else the heading of the region gets it.
document.addEventListener("htmx:after:swap", (event) => {
  const fresh = document.getElementById(event.detail.ctx.target?.id);
  const heading = fresh?.querySelector("[data-announce]");
  if (!heading) return;
  for (const fold of fresh.querySelectorAll("details[data-keep]")) fold.open = open.get(fold.dataset.keep) ?? fold.open;
  const same = kept && fresh.querySelector(`a[data-keep="${CSS.escape(kept)}"]`);
  if (same) {
    same.focus();
  } else {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: heading.getBoundingClientRect().top > 0 });
  }
  announce(heading.textContent.trim().replace(/\s+/g, " "));
});
