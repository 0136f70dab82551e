// A link with data-dialog opens that dialog of the page; where there is none, it stays a link.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  // Its content covers a dialog wholly, so a click on the dialog itself is one on what lies behind.
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
