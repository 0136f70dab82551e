// Everything here makes a working page quicker; nothing works only here.
import "./partial.js";
import "./scheme_switch.js";
import "./menus.js";
import "./dialogs.js";
import "./uploads.js";
import "./copy.js";
import "./share.js";
import "./reveal.js";

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
