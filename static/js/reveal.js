// What the keyboard comes to is seen whole. Chromium is content with 32 pixels of a figure at the edge of a table that
// scrolls sideways, and with the first line of a text field.
document.addEventListener("keyup", (event) => {
  const reached = document.activeElement;
  if (event.key === "Tab" && reached !== document.body) reached.scrollIntoView({ block: "nearest", inline: "nearest" });
});
