// What a cell has put out, shown as the book shows it.

import { clean } from "./clean.js";
import { control, learn, sheetOf } from "./controls.js";
import { typeset } from "./typeset.js";
import { widget } from "./widgets.js";

/** @returns {HTMLElement} an element of the class with these children */
function make(tag, className, ...children) {
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...children);
  return element;
}

/** @returns {HTMLElement} text as the book shows what code prints */
const printed = (kind, text) => make("div", `output ${kind} notranslate`, make("div", "highlight", make("pre", "", text)));

/** @returns {HTMLElement} a picture, which can neither run scripts nor load anything */
function picture(address, data) {
  const image = Object.assign(new Image(), { src: address, alt: data["text/plain"] ?? "Figure", className: "dark-light" });
  return make("div", "output image", image);
}

const SHOWN = { // what a reader sees of an output: the first kind that it has
  "application/x-bp1-widget+json": (state) => make("div", "output text_html", widget(state)),
  "application/vnd.jupyter.widget-view+json": ({ model_id: id }) => make("div", "output live-controls", control(id)),
  "text/html": (html) => make("div", "output text_html", clean(html)),
  "image/svg+xml": (svg, data) => picture(`data:image/svg+xml,${encodeURIComponent(svg)}`, data),
  "image/png": (png, data) => picture(`data:image/png;base64,${png}`, data),
  "image/jpeg": (jpeg, data) => picture(`data:image/jpeg;base64,${jpeg}`, data),
  "text/latex": (tex) => typeset(tex, make("div", "output text_latex math notranslate")),
  "text/plain": (text) => printed("text_plain", text),
};

/** @returns {HTMLElement} an output in the first of its kinds that can be shown */
function display(data) {
  const mime = Object.keys(SHOWN).find((kind) => kind in data);
  return mime ? SHOWN[mime](data[mime], data) : printed("text_plain", "An output that this page cannot show.");
}

/** @returns {HTMLElement} what went wrong, first of all in one line */
function failure({ name, value, line, text }) {
  const first = `${name}: ${value}${line ? ` (line ${line})` : ""}`;
  const details = make("details", "", make("summary", "", "Traceback"), make("pre", "", text));
  return make("div", "output live-error", make("p", "", first), ...(text.trim() === `${name}: ${value}` ? [] : [details]));
}

/** @returns {object} what shows outputs in a place, one below the other; reveal is called before each */
function sheet(place, reveal = () => {}) {
  const named = new Map(); // displays that may be updated
  let stale = false; // whether what is shown is to go when the next output comes
  const wipe = () => { stale = false; named.clear(); place.replaceChildren(); };
  const ready = () => { if (stale) wipe(); reveal(); };
  const kinds = {
    stream: ({ name, text }) => {
      const last = place.lastElementChild;
      if (last?.dataset.stream === name) return last.querySelector("pre").append(text);
      place.append(printed("stream", text));
      place.lastElementChild.dataset.stream = name;
    },
    display: ({ data, id }) => {
      const shown = display(data);
      if (id) named.set(id, [...(named.get(id) ?? []), shown]);
      place.append(shown);
    },
    update: ({ id, data }) => named.set(id, (named.get(id) ?? []).map((old) => {
      const shown = display(data);
      old.replaceWith(shown);
      return shown;
    })),
    error: (content) => place.append(failure(content)),
  };
  const show = (kind, content) => {
    if (kind === "clear") { stale = true; return content.wait ? undefined : ready(); }
    ready();
    kinds[kind](content);
  };
  return { place, wipe, ready, show, next: () => { stale = true; } };
}

/** @returns {object} what shows the outputs of the cell with this input, in the place of those of the build */
export function painter(input) {
  const built = input.parentElement.querySelector(":scope > .cell_output");
  const place = make("div", "cell_output docutils container live-output");
  const turn = (ours) => { place.hidden = !ours; if (built) built.hidden = ours; };
  const cell = sheet(place, () => turn(true));
  place.hidden = true;
  input.after(place);
  return {
    next: cell.next,
    end: cell.ready,
    original: () => { cell.wipe(); turn(false); },
    show: (kind, content) => {
      if (kind === "control") return learn(content, () => sheet(make("div", "live-sheet")));
      (sheetOf(content.into) ?? cell).show(kind, content);
    },
  };
}
