// The zoo: any layer, at any z, in any precision, with its whole Jacobian and the reasons for each 0 in it.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { cell, choice, control, h, hide, indices, mark, name, number, set, show, slide } from "./dom.js";
import { complain, onTyped, plain, type } from "./fields.js";
import { drawEntry, drawLegend } from "./heat.js";
import { LAYERS } from "./layers.js";
import { living } from "./living.js";
import { readVector } from "./numbers.js";
import { PRECISIONS } from "./precision.js";
import { MOST, compute, fault, unfitSize } from "./zoo_view.js";

const KEYS = ["layer", "z", "c", "precision", "j"];
const STOPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]; // of the slider of c
const REACH = 6; // of the slider of z_j, both ways
const FURTHER = [0.3, 2.2, -0.5, -1, 1.9, 0.7]; // inputs that are added when the layer gets more of them

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements, none of them filled in yet */
function build(_, change, read) {
  const id = `bp1-zoo-${++widgets}`;
  const parts = {
    layer: control("select", {}, ...families()),
    size: control("select", { class: "size" }, ...indices(MOST).map((i) => h("option", { value: i + 1 }))),
    precisions: choice("precision", `${id}-precision`, Object.keys(PRECISIONS).map((key) => [key, key])),
    // no inputmode: the keyboards of phones that have numbers alone lack the space
    z: control("input", { type: "text", size: 24, "data-name": "z", "aria-describedby": `${id}-trouble` }),
    picks: choice("input to turn", `${id}-j`, indices(MOST).map((j) => [j, name("z", j)])),
    turn: control("input", { type: "range", min: -REACH, max: REACH, step: 0.1 }),
    heat: control("input", { type: "range", min: 0, max: STOPS.length - 1, step: 1, "aria-label": "c" }),
    turned: cell("turned", "span"), c: cell("c", "span"), temperature: cell("temperature", "span"),
    trouble: h("p", { class: "trouble", id: `${id}-trouble`, role: "alert", hidden: "" }),
    table: h("table", { class: "jacobian" }), legend: h("ul", { class: "legend" }),
    title: h("span"), pattern: h("b", { class: "pattern" }), say: h("p", { class: "say" }), note: h("p", { class: "note" }),
  };
  parts.face = [...controls(parts), parts.trouble, h("div", { class: "panes" },
    h("div", { class: "pane", tabindex: "0", role: "group", "aria-label": "the Jacobian" }, parts.table),
    h("div", { class: "pane" }, parts.say, parts.legend, parts.note))];
  listen(parts, change, read);
  return parts;
}

function families() {
  const layers = Object.entries(LAYERS);
  return [...new Set(layers.map(([, { family }]) => family))].map((family) => h("optgroup", { label: family },
    ...layers.filter(([, layer]) => layer.family === family).map(([value, { label }]) => h("option", { value }, label))));
}

function controls({ layer, size, precisions, z, picks, turn, heat, turned, c, temperature }) {
  return [
    h("div", { class: "controls" }, h("label", {}, "layer ", layer), h("label", {}, "inputs ", size), precisions.group),
    h("div", { class: "controls" }, h("label", { class: "typed" }, h("b", { class: "j" }, "z"), " = ", z), picks.group,
      slide(turn, turned), slide(heat, "c = ", c, ", temperature 1/c = ", temperature)),
  ];
}

/** Let every control change its trait; the listeners end with the elements. */
function listen({ layer, size, precisions, z, picks, turn, heat, trouble }, change, read) {
  const take = (changes, input) => complain(trouble, [z], input, change(changes));
  const on = (element, changes) => element.addEventListener("input", () => take(changes(), element));
  on(layer, () => fitting(layer.value, read()));
  on(size, () => resized(Number(size.value), read()));
  precisions.radios.forEach((radio) => on(radio, () => ({ precision: radio.value })));
  picks.radios.forEach((radio, j) => on(radio, () => ({ j })));
  on(turn, () => ({ z: read().z.with(read().j, turn.valueAsNumber) }));
  on(heat, () => ({ c: STOPS[heat.valueAsNumber] }));
  onTyped(z, () => take(typed(z.value, read()), z), () => take({}, null));
}

/** @returns the layer, with as many inputs as it takes, as near as can be to those there are */
function fitting(layer, { z, j }) {
  const sizes = indices(MOST).map((i) => i + 1).filter(LAYERS[layer].fits);
  const far = (n) => Math.abs(n - z.length);
  return { layer, ...resized(sizes.reduce((best, n) => (far(n) < far(best) ? n : best)), { z, j }) };
}

const resized = (n, { z, j }) => ({ z: indices(n).map((i) => z[i] ?? FURTHER[i]), j: Math.min(j, n - 1) });

function typed(text, { j }) {
  const z = readVector(text);
  return { z, j: z ? Math.min(j, z.length - 1) : j };
}

/** Show the view in the parts. */
function draw(parts, view) {
  drawControls(parts, view);
  const size = `${view.a.length} × ${view.z.length}`;
  if (parts.table.dataset.size !== size) fill(parts, view.a.length, view.z.length);
  set(parts.table, { "data-size": size });
  set(parts.title, { text: `${view.label}, ${size}: ` });
  set(parts.pattern, { text: view.structure });
  set(parts.say, { text: view.say });
  set(parts.note, { text: note(view) });
  drawTable(parts, view);
  drawLegend(parts.legend, view.zeros.flat(), view.words, "No entry is 0 at this z.");
}

function drawControls(parts, { layer, z, c, precision, j }) {
  parts.layer.value = layer;
  for (const option of parts.size.options) {
    const why = unfitSize(LAYERS[layer], Number(option.value));
    set(option, { disabled: why ? "" : null, text: option.value + (why && ` (${LAYERS[layer].label} ${why})`) });
  }
  parts.size.value = z.length;
  parts.precisions.radios.forEach((radio) => { radio.checked = radio.value === precision; });
  type(parts.z, z.map(plain).join("  "), z);
  parts.picks.radios.forEach((radio, i) => {
    radio.checked = i === j;
    hide(radio.parentElement, i >= z.length);
  });
  if (parts.turn.valueAsNumber !== z[j]) parts.turn.value = z[j];
  set(parts.turn, { "aria-label": name("z", j), "aria-valuetext": Math.abs(z[j]) > REACH ? `${z[j]}, beyond the end` : null });
  set(parts.turned, { text: `${name("z", j)} = ${plain(z[j])}`, "data-value": z[j] });
  const far = (stop) => Math.abs(Math.log(stop / c));
  parts.heat.value = STOPS.indexOf(STOPS.reduce((best, stop) => (far(stop) < far(best) ? stop : best)));
  set(parts.heat, { "aria-valuetext": `c = ${c}` });
  set(parts.c, { text: String(c), "data-value": c });
  set(parts.temperature, { text: String(Number((1 / c).toPrecision(3))), "data-value": 1 / c });
}

/** Make the table anew, for m outputs and n inputs. */
function fill(parts, m, n) {
  const [ks, js] = [indices(m), indices(n)];
  parts.outputs = ks.map((k) => cell(`a${k + 1}`));
  parts.cells = ks.map((k) => js.map((j) => cell(`J${k + 1}_${j + 1}`)));
  parts.rows = ks.map((k) => cell(`row${k + 1}`));
  parts.columns = js.map((j) => cell(`column${j + 1}`));
  parts.heads = js.map((j) => h("th", { scope: "col" }, `∂${name("z", j)}`));
  const total = (scope, of) => h("th", { scope }, h("span", { class: "hidden" }, of), "sum");
  const line = (k) => h("tr", {}, h("th", { scope: "row", class: "k" }, `∂${name("a", k)}`),
    parts.outputs[k], ...parts.cells[k], parts.rows[k]);
  parts.outputs.forEach((td) => td.classList.add("output"));
  parts.table.replaceChildren(
    h("caption", {}, parts.title, parts.pattern),
    h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col", class: "output" }, "aₖ"), ...parts.heads, total("col", "row "))),
    h("tbody", {}, ...ks.map(line)),
    h("tfoot", {}, h("tr", {}, total("row", "column "), h("td", { class: "output" }), ...parts.columns, h("td"))));
}

function drawTable({ outputs, cells, rows, columns, heads }, { a, jacobian, zeros, words, rows: across, columns: down, j }) {
  const largest = Math.max(...jacobian.flat().map(Math.abs)) || 1;
  cells.forEach((line, k) => line.forEach((td, i) => {
    drawEntry(td, jacobian[k][i], largest, zeros[k][i], words);
    mark(td, { nudged: i === j });
  }));
  outputs.forEach((td, k) => show(td, a[k], 3));
  rows.forEach((td, k) => show(td, across[k], 3));
  columns.forEach((td, i) => show(td, down[i], 3));
  heads.forEach((th, i) => mark(th, { j: i === j }));
}

/** @returns {string} what exactly the numbers are */
function note({ c, precision }) {
  const scaled = c === 1 ? "" : `The layer is applied to ${plain(c)} z, so each slope has a factor ${plain(c)}. `;
  const steps = precision === "float64" ? "" : ", rounded after each step";
  return `${scaled}All numbers, the sums too, are computed in ${precision}${steps}.`;
}

/** @returns {string} what a screen reader says once things are calm */
function heard({ label, structure, say, jacobian, columns, j }) {
  const entries = jacobian.map((row, k) => `${name("a", k)} ${number(row[j], 3)}`).join(", ");
  return `${label}: ${structure}. ${say} Column of ${name("z", j)}: ${entries}; sum ${number(columns[j], 3)}.`;
}

export default living({ kind: "bp1-zoo", keys: KEYS, compute, fault, build, draw, heard });
