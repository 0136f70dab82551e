// Everything here makes a working page quicker; nothing works only here.
import "htmx.org";

const announcer = document.getElementById("announcer");

/** Say in the page's one live region what changed. */
function announce(text) {
  announcer.textContent = "";
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}

const region = (event) => event.detail.ctx.target?.closest?.(".region");

document.addEventListener("htmx:before:request", (event) => {
  region(event)?.setAttribute("aria-busy", "true");
});

// An answer that is no page of ours (an error, a cut line): let the browser go there, so that the reader sees what it is.
function goThere(event) {
  event.preventDefault();
  location.assign(event.detail.ctx.request.action);
}
document.addEventListener("htmx:response:error", goThere);
document.addEventListener("htmx:error", goThere);

// A partial update swaps one region of the page: its heading gets the focus and is read out.
document.addEventListener("htmx:after:swap", (event) => {
  const fresh = document.getElementById(event.detail.ctx.target?.id);
  const heading = fresh?.querySelector("[data-announce]");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: heading.getBoundingClientRect().top > 0 });
  announce(heading.textContent.trim().replace(/\s+/g, " "));
});

// "/" moves to the search field, as readers of many sites know it, unless they are typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]");
  if (field) {
    event.preventDefault();
    field.focus();
  }
});

