// Buttons that only a script can answer: the device's own way of sharing, and printing. They are shown where they work.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-share], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) {
    window.print();
    return;
  }
  try {
    await navigator.share({ title: button.dataset.title, url: button.dataset.share });
  } catch {
    // The reader thought better of it.
  }
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
if (navigator.share) for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
