const announcer = document.getElementById("announcer");

/** Say in the page's one live region what changed. */
export function announce(text) {
  announcer.textContent = "";
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}
