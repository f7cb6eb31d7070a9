// The stepper: one small network forwards and backwards, a column of numbers at a time, and any weight's gradient.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { brief, cell, control, drawWalk, h, hide, indices, listenToWalk, menu, set, short, slide, walk } from "./dom.js";
import { living } from "./living.js";
import { ACTIVATIONS, COSTS } from "./math.js";
import { drawCosts, fitting, labels } from "./menus.js";
import { buildGraph, drawGraph } from "./stepper_graph.js";
import { COST, LAST, WEIGHTS, compute, slopeName, valueName, weightName } from "./stepper_pass.js";

const KEYS = ["hidden", "output", "cost", "x", "y", "parameters", "step", "picked"];
const REACH = 3; // of the sliders, both ways

/** @returns {object} the widget's elements, none of them filled in yet */
function build(view, change, read) {
  const parts = {
    hidden: menu("hidden layer", labels(ACTIVATIONS)), output: menu("output layer", labels(ACTIVATIONS)),
    cost: menu("cost", labels(COSTS)), weight: menu("weight", WEIGHTS.map((weight, i) => [i, weightName(weight)])),
    sliders: [0, 1].map((i) => control("input",
      { type: "range", min: -REACH, max: REACH, step: 0.1, "aria-label": valueName(0, i) })),
    xs: [0, 1].map((i) => cell(valueName(0, i), "span")),
    walk: walk("step", LAST, "step"), say: h("p", { class: "say" }),
    lines: [0, 1, 2].map(buildLine), tables: [0, 1].map(buildTable),
    graph: buildGraph(change), product: buildProduct(),
  };
  parts.svg = parts.graph.svg;
  parts.sums = h("div", { class: "sums" }, ...parts.lines.map(({ row }) => row),
    h("div", { class: "gradients" }, ...parts.tables.map(({ table }) => table)));
  parts.face = [
    h("div", { class: "controls" }, parts.hidden.label, parts.output.label, parts.cost.label,
      ...parts.sliders.map((slider, i) => slide(slider, `${valueName(0, i)} = `, parts.xs[i]))),
    h("div", { class: "pane" }, parts.svg, parts.walk.row, parts.say, parts.sums,
      h("div", { class: "weigh" }, parts.weight.label, parts.product.text)),
  ];
  listen(parts, change, read);
  return parts;
}

function buildLine(_, i) {
  const parts = { name: h("b"), how: h("span"), value: cell(`line${i + 1}`, "b") };
  return { ...parts, row: h("p", { class: "line" }, parts.name, parts.how, " = ", parts.value) };
}

/** @returns {object} a layer's gradients: a above, delta at the left, and the product of the two in each cell */
function buildTable(_, layer) {
  const ks = WEIGHTS.filter(([l, j]) => l === layer && j === 0).map(([, , k]) => k);
  const head = (text, scope, key) => ({ key: cell(key, "span"), th: h("th", { scope }, text, h("br")) });
  const columns = ks.map((k) => head(valueName(2 * layer, k), "col", `head ${valueName(2 * layer, k)}`));
  const rows = indices(3).map((j) => head(slopeName(2 * layer + 1, j), "row", `db ${layer} ${j}`));
  for (const { th, key } of [...columns, ...rows]) th.append(key);
  const cells = rows.map((_, j) => ks.map((k) => cell(`d${weightName([layer, j, k])}`)));
  const table = h("table", {}, h("caption", {}, `∂C/∂${layer ? "w³" : "w²"}`),
    h("thead", {}, h("tr", {}, h("td"), ...columns.map(({ th }) => th))),
    h("tbody", {}, ...rows.map(({ th }, j) => h("tr", {}, th, ...cells[j]))));
  return { table, columns, rows, cells };
}

function buildProduct() {
  const keys = ["weight", "a", "delta", "gradient"];
  const numbers = Object.fromEntries(keys.map((key) => [key, cell(`picked ${key}`, key === "gradient" ? "b" : "span")]));
  const [is, rule, later] = [h("span"), h("span", { class: "rule" }), h("span")];
  const result = h("span", {}, " = ", numbers.a, " × ", numbers.delta, " = ", numbers.gradient);
  return { ...numbers, is, rule, later, result, text: h("p", { class: "product" }, is, numbers.weight, ". ", rule, result, later) };
}

/** Let every control change its trait; the listeners end with the elements. */
function listen(parts, change, read) {
  const on = ({ select }, changes) => select.addEventListener("input", () => change(changes(select.value)));
  on(parts.hidden, (hidden) => ({ hidden }));
  on(parts.output, (output) => ({ output, ...fitting(output, read().cost, read().y) }));
  on(parts.cost, (cost) => ({ cost, ...fitting(read().output, cost, read().y) }));
  on(parts.weight, (i) => ({ picked: WEIGHTS[i] }));
  parts.sliders.forEach((slider, i) => slider.addEventListener("input",
    () => change({ x: read().x.map((x_i, k) => (k === i ? slider.valueAsNumber : x_i)) })));
  listenToWalk(parts.walk, "step", change);
}

/** Show the view in the parts. */
function draw(parts, view) {
  parts.hidden.select.value = view.hidden;
  parts.output.select.value = view.output;
  drawCosts(parts.cost.select, view.output, view.cost);
  parts.weight.select.value = WEIGHTS.findIndex((weight) => String(weight) === String(view.picked));
  view.x.forEach((x_i, i) => {
    parts.sliders[i].value = x_i;
    brief(parts.xs[i], x_i);
  });
  drawWalk(parts.walk, view.step, view.step < COST ? "Forwards" : "Backwards");
  set(parts.say, { text: view.say });
  parts.lines.forEach((line, i) => drawLine(line, view, view.lines[i]));
  parts.tables.forEach((table, layer) => drawTable(table, view, layer));
  drawProduct(parts.product, view.product);
  drawGraph(parts.graph, view);
}

function drawLine({ row, name, how, value }, { back }, line) {
  hide(row, !line);
  if (!line) return;
  set(name, { text: line.name, class: back ? "delta" : "" });
  set(how, { text: line.how && ` = ${line.how}` });
  brief(value, line.value);
}

function drawTable({ table, columns, rows, cells }, { step, values, slopes, gradients }, layer) {
  hide(table, step !== LAST);
  columns.forEach(({ key }, k) => brief(key, values[2 * layer][k]));
  rows.forEach(({ key }, j) => brief(key, slopes[2 * layer + 1][j]));
  cells.forEach((row, j) => row.forEach((td, k) => brief(td, gradients[layer][j][k])));
}

function drawProduct(parts, { names, ready, ...numbers }) {
  for (const [key, value] of Object.entries(numbers)) brief(parts[key], value);
  set(parts.is, { text: `${names.weight} = ` });
  set(parts.rule, { text: `∂C/∂${names.weight} = ${names.a} × ${names.delta}` });
  set(parts.later, { text: `, and ${names.delta} is still to come.` });
  hide(parts.result, !ready);
  hide(parts.later, ready);
}

/** @returns {string} what a screen reader says once things are calm */
function heard({ say, lines, product: { names, ready, gradient } }) {
  const sums = lines.map(({ name, value }) => `${name} = ${short(value)}`).join(", ");
  return `${say} ${sums}${sums && "."} ${ready ? `∂C/∂${names.weight} = ${short(gradient)}.` : ""}`;
}

export default living({ kind: "bp1-stepper", keys: KEYS, compute, build, draw, heard });
