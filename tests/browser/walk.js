// In a page under test: notes where the Tab key comes by, and whether a reader can see that it is there.
(() => {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex='-1'])";
  const LEAST_CONTRAST = 3; // WCAG 1.4.11
  const stops = [];
  const faults = [];

  const name = (element) =>
    `<${element.localName} ${element.className}> ${(element.getAttribute("aria-label") ?? element.textContent)
      .trim()
      .replace(/\s+/g, " ")
      .slice(0, 60)}`;

  /** What the key should come to, in the order of the document; of radio buttons one of each group. */
  function controls() {
    const groups = new Set();
    return [...document.querySelectorAll(CONTROLS)].filter((element) => {
      if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== "radio") return true;
      return !groups.has(element.name) && groups.add(element.name);
    });
  }

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);

  function luminance(colour) {
    const [red, green, blue] = channels(colour).map((value) =>
      value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function ground(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  }

  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  // How far a page without any script scrolls is up to the browser: there some part of what has the focus is enough.
  const enough = document.scripts.length ? "every" : "some";

  /** Whether no part of an element lies outside the window, outside what scrolls, or under something else. */
  function isWhole(element) {
    const labels = [...(element.labels ?? [])];
    return [...element.getClientRects()][enough](({ left, right, top, bottom }) => {
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const points = [[x, y], [left + 2, y], [right - 2, y], [x, top + 2], [x, bottom - 2]];
      return points[enough](([across, down]) => {
        const hit = document.elementFromPoint(across, down);
        return element.contains(hit) || labels.some((label) => label.contains(hit));
      });
    });
  }

  function look(element) {
    if (element === stops.at(-1) && element.type === "date") return; // its day, month, year and calendar
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push(`focus not shown: ${name(element)}`);
    else if (contrast(outlineColor, ground(element.parentElement)) < LEAST_CONTRAST)
      faults.push(`focus hardly shown: ${name(element)}`);
    if (!isWhole(element)) faults.push(`not in sight: ${name(element)}`);
    if (stops.includes(element)) faults.push(`reached again: ${name(element)}`);
    stops.push(element);
  }

  /** The place of an element, or that of what scrolls it and does not scroll the other. */
  function place(element, other) {
    let outermost = element;
    for (let at = element.parentElement; at; at = at.parentElement)
      if (at.matches(".table-scroll, pre") && !at.contains(other)) outermost = at;
    return outermost.getBoundingClientRect();
  }

  const BORDER = 3; // pixels of a line between two things that both count as theirs

  /** Steps that lead upwards within a column. */
  function upwards() {
    for (const scroller of document.querySelectorAll(".table-scroll")) scroller.style.maxBlockSize = "none";
    return stops.slice(1).flatMap((to, index) => {
      const from = stops[index];
      const [before, after] = [place(from, to), place(to, from)];
      const sideBySide = after.left >= before.right - BORDER || before.left >= after.right - BORDER;
      return after.bottom > before.top || sideBySide ? [] : [`upwards: ${name(from)} -> ${name(to)}`];
    });
  }

  const wanted = controls();
  for (const element of wanted)
    if (getComputedStyle(element).outlineStyle !== "none") faults.push(`outlined without focus: ${name(element)}`);
  addEventListener("keyup", ({ key }) => {
    if (key === "Tab" && document.activeElement !== document.body) look(document.activeElement);
  });
  window.walk = {
    steps: wanted.length + 3 * document.querySelectorAll("input[type=date]").length,
    first: () => stops[0].className,
    faults: () => [
      ...faults,
      ...wanted.filter((element) => !stops.includes(element)).map((element) => `not reached: ${name(element)}`),
      ...upwards(),
    ],
  };
})();
