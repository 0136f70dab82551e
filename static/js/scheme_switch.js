// The switch between the system's choice, light and dark. It is remembered in this browser alone and sent nowhere.
const root = document.documentElement;
const menu = document.querySelector(".scheme");
const choices = menu ? [...menu.querySelectorAll("input")] : [];

function show() {
  const chosen = root.dataset.scheme ?? "system";
  for (const choice of choices) choice.checked = choice.value === chosen;
}

function choose(scheme) {
  if (scheme === "system") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  show();
}

menu?.addEventListener("change", (event) => {
  choose(event.target.value);
  try {
    if (event.target.value === "system") localStorage.removeItem("scheme");
    else localStorage.setItem("scheme", event.target.value);
  } catch {
    // Forbidden storage: the choice holds for this page.
  }
});

// A choice in another tab holds here too.
addEventListener("storage", (event) => {
  if (event.key === "scheme") choose(event.newValue ?? "system");
});

// A menu goes away as menus do: by Escape, by a click elsewhere, when the focus leaves it.
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
menu?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

show();
