// Forms with data-upload are sent in the background, with their progress in sight and a way to stop.
import { announce } from "./announce.js";

const STEP = 10; // percent between two announcements

document.addEventListener("change", (event) => {
  const { files, dataset, type } = event.target;
  if (type !== "file" || !dataset.maxBytes) return;
  const tooBig = [...files].some((file) => file.size > Number(dataset.maxBytes));
  event.target.setCustomValidity(tooBig ? dataset.tooBig : "");
  event.target.reportValidity();
});

document.addEventListener("submit", (event) => {
  const box = event.target.matches("form[data-upload]") && event.target.querySelector("[data-upload-progress]");
  if (!box) return;
  event.preventDefault();
  send(event.target, box, event.submitter);
});

function send(form, box, submitter) {
  const request = new XMLHttpRequest();
  const [bar, text, stop] = ["progress", ".upload-text", "button"].map((part) => box.querySelector(part));
  let announced = 0;

  function tell(words) {
    text.textContent = words;
    announce(words);
  }
  function end(words) {
    box.classList.add("upload-failed");
    bar.hidden = stop.hidden = true;
    if (submitter) submitter.disabled = false;
    tell(words);
  }

  box.hidden = bar.hidden = stop.hidden = false;
  box.classList.remove("upload-failed");
  box.querySelector(".upload-name").textContent = fileNames(form);
  bar.value = 0;
  stop.onclick = () => request.abort();

  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    bar.value = percent;
    const words = filled(box.dataset.sending, { percent, sent: megabytes(loaded), all: megabytes(total) });
    text.textContent = words;
    if (percent >= announced + STEP) {
      announced = percent;
      announce(words);
    }
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    stop.hidden = true;
    tell(box.dataset.checking);
  });
  request.addEventListener("load", () => (arrive(request) ? undefined : end(box.dataset.failed)));
  request.addEventListener("error", () => end(box.dataset.failed));
  request.addEventListener("abort", () => end(box.dataset.cancelled));

  const data = new FormData(form, submitter);
  if (submitter) submitter.disabled = true;
  request.responseType = "document";
  request.open("POST", form.getAttribute("action") || location.href);
  request.send(data);
}

/** Go where the server sent us, or show the form that it gave back; false when it gave back no page. */
function arrive(request) {
  const main = request.response?.querySelector("main");
  if (!main) return false;
  if (request.status < 400) {
    location.assign(request.responseURL);
    return true;
  }
  document.title = request.response.title;
  document.querySelector("main").replaceWith(main);
  (main.querySelector("[autofocus]") ?? main).focus();
  return true;
}

function fileNames(form) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return files.map((file) => file.name).join(", ");
}

function megabytes(bytes) {
  const format = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / 1e6);
}

function filled(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
