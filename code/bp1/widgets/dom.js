// Building and touching the page, for every widget: an element is made once and changed only where it must.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "circle", "rect", "text", "line", "polygon"]);

/** @returns {Element} a new element; children may be elements or text */
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @returns {(string|Element)[]} plain text to be put into an element, with the j of z_j and of dz_j as an index */
export function indexed(text) {
  const parts = text.split(/(?<![\p{L}\d_])(d?\p{L})_(\w+|\([^)]*\))/u);
  return parts.map((part, i) => (i % 3 === 2 ? h("sub", {}, part) : part));
}

/** Write value into the element, and at full precision into data-value; touch the page only where it changed. */
export function show(element, value, digits) {
  if (element.dataset.value === String(value)) return;
  element.dataset.value = value;
  element.textContent = number(value, digits);
}

/** Set attributes (and, under "text", the text), touching only what changed; null takes an attribute away. */
export function set(element, { text, ...attributes }) {
  if (text !== undefined && element.textContent !== text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(key);
    else if (element.getAttribute(key) !== String(value)) element.setAttribute(key, value);
  }
}

/** Give the element the classes marked true and take away those marked false. */
export function mark(element, classes) {
  for (const [key, on] of Object.entries(classes)) element.classList.toggle(key, on);
}

/** Hide the element or show it, touching only what changed. */
export const hide = (element, hidden) => set(element, { hidden: hidden ? "" : null });

/** @returns {string} x with that many decimals; a nonzero number never reads as 0, and 0 never as a rounded number */
export function number(x, digits) {
  if (x === 0) return "0";
  const text = Math.abs(x) < 0.5 * 10 ** -digits || Math.abs(x) >= 1e6 ? x.toExponential(0) : x.toFixed(digits);
  return text.replaceAll("-", "−");
}

/** @returns {string} the same without zeros at its end */
export function short(x, digits = 4) {
  const text = number(x, digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Write value into the element as short as it is, and at full precision into data-value. */
export const brief = (element, value, digits) => set(element, { text: short(value, digits), "data-value": value });

/** @returns {string} the letter with its index, counted from 1 */
export const name = (letter, index) => letter + String(index + 1).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);

export const indices = (n) => [...Array(n).keys()];

/** @returns {HTMLInputElement|HTMLSelectElement} a native control whose arrow keys JupyterLab leaves alone */
export const control = (tag, attributes, ...children) =>
  h(tag, { ...attributes, "data-lm-suppress-shortcuts": "true" }, ...children);

/** @returns {{group: Element, radios: HTMLInputElement[]}} one of several values: [value, text] each, of which text is shown */
export function choice(label, group, options) {
  const radios = options.map(([value]) => control("input", { type: "radio", name: group, value }));
  const labels = options.map(([, text], i) => h("label", {}, radios[i], h("span", {}, text)));
  return { radios, group: h("div", { class: "switch", role: "group", "aria-label": label }, ...labels) };
}

/** @returns {HTMLElement} a slider with the text before it */
export const slide = (range, ...text) => h("label", { class: "slide" }, h("span", {}, ...text), range);

/** @returns {HTMLElement} a menu with the text before it; options: [value, text] each */
export function menu(text, options) {
  const select = control("select", {}, ...options.map(([value, label]) => h("option", { value }, label)));
  return { select, label: h("label", {}, `${text} `, select) };
}

/** @returns {object} a button that goes one step on, after the last one back to the start, beside a slider of all steps */
export function walk(key, last, label) {
  const parts = {
    next: h("button", { type: "button" }), count: cell(key, "span"),
    slider: control("input", { type: "range", min: 0, max: last, step: 1, "aria-label": label }),
  };
  return { ...parts, row: h("div", { class: "walk" }, parts.next, slide(parts.slider, `${label}: `, parts.count)) };
}

/** Let button and slider change the trait named key. */
export function listenToWalk({ next, slider }, key, change) {
  const go = () => change({ [key]: slider.valueAsNumber });
  slider.addEventListener("input", go);
  next.addEventListener("click", () => {
    slider.value = (slider.valueAsNumber + 1) % (Number(slider.max) + 1); // at once: an arrow key may come before the next frame
    go();
  });
}

/** Show how far the walk is, and on the button what comes next. */
export function drawWalk({ next, slider, count }, step, ahead) {
  slider.value = step;
  set(next, { text: step < Number(slider.max) ? ahead : "Start again" });
  brief(count, step);
}

/** @returns {HTMLElement} a place for a number, which tests and readers of the page find by its name */
export const cell = (key, tag = "td") => h(tag, { "data-name": key });
