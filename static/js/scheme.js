// Runs before the first paint: a remembered choice of light or dark stands above what the system says.
const root = document.documentElement;
root.dataset.scripted = "";
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") root.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's choice holds.
}
