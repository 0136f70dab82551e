// Buttons that copy the text beside them. They are seen only where a script may copy; everywhere else one key or one
// long press selects the text, since all of it is one piece.
import { announce } from "./announce.js";

const SHOWN = 2000; // milliseconds

if (navigator.clipboard) document.documentElement.classList.add("can-copy");

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".copy-button");
  if (!button) return;
  const text = button.closest(".copyable").querySelector(".copy").textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // Forbidden by the reader: the text can still be selected.
  }
  announce(button.dataset.done);
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), SHOWN);
});
