// The error curve: delta_j measured by a nudge of any size, one-sided and central, and how wrong each is.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { cell, choice, control, h, indices, menu, name, set, slide } from "./dom.js";
import { buildPlot, drawPlot, powerAt } from "./error_curve_plot.js";
import { living } from "./living.js";
import { ACTIVATIONS, COSTS, compatible, deltaFullSum } from "./math.js";
import { drawCosts, fitting, labels } from "./menus.js";

const KEYS = ["activation", "cost", "z", "y", "j", "h"];
const MOST = 6; // outputs that have a name
const [FIRST, LAST] = [-15, 0]; // powers of ten that h reaches
const STEPS = 8; // of the slider and of the curve, from one power of ten to the next
const WAYS = [ // order: of truncation; model: the h at which truncation is measured
  { way: "oneSided", label: "One-sided (46)", order: 1, model: 1e-3 },
  { way: "central", label: "Central", order: 2, model: 1e-2 },
];
const NEAR = 4; // times the best h, both ways: the valley's floor

/** @returns {number} ten to that power, as short as a link can say it */
const nudgeOf = (power) => Number((10 ** power).toPrecision(3));
const GRID = indices(STEPS * (LAST - FIRST) + 1).map((i) => nudgeOf(FIRST + i / STEPS));

/**
 * @typedef {{activation: string, cost: string, z: number[], y: number[], j: number, h: number}} Traits
 * @returns {object|null} every number and word on the widget's face; null while the traits don't fit each other
 * @param {Traits} traits
 */
export function compute(traits) {
  if (!sensible(traits)) return null;
  const { activation, cost, z, y, j, h: nudge } = traits;
  const [f, C] = [ACTIVATIONS[activation], COSTS[cost]];
  const at = (step) => C.f(f.f(z.map((z_i, i) => (i === j ? z_i + step : z_i))), y);
  const delta = deltaFullSum(f, C, z, y)[j];
  const rounding = Number.EPSILON * Math.abs(at(0));
  const ways = WAYS.map((way) => judged(way, nudge, delta, rounding, (step) => differences(at, step)[way.way]));
  const finite = ways.every(({ measured, curve }) => [measured, ...curve].every(Number.isFinite));
  return finite ? { shape: z.length, ...traits, nudge, delta, rounding, floor: rounding / nudge, ways, grid: GRID } : null;
}

/** @returns {object} one way to measure: its number, its error, its curve, and where h is in its valley */
function judged({ order, model, ...way }, nudge, delta, rounding, measure) {
  const off = (step) => Math.abs(measure(step) - delta);
  const hidden = off(model) <= (100 * rounding) / model; // truncation, as where C is a straight line
  const factor = hidden ? null : off(model) / model ** order; // truncation is about factor h^order
  const best = hidden ? null : (rounding / factor) ** (1 / (order + 1));
  return { ...way, order, factor, best, side: side(nudge, best), measured: measure(nudge), error: off(nudge), curve: GRID.map(off) };
}

function sensible({ activation, cost, z, y, j, h: nudge }) {
  if (!Object.hasOwn(ACTIVATIONS, activation) || !Object.hasOwn(COSTS, cost)) return false;
  const [low, high] = COSTS[cost].targets;
  return compatible(ACTIVATIONS[activation], COSTS[cost]) && z.length === y.length && z.length <= MOST && j in z
    && z.every(Number.isFinite) && y.every((y_k) => low <= y_k && y_k <= high)
    && nudgeOf(FIRST) <= nudge && nudge <= nudgeOf(LAST);
}

/** @returns {{oneSided: number, central: number}} the slope of C by z_j from a nudge up alone (NNDL 46), and from both ways */
const differences = (at, step) => ({
  oneSided: (at(step) - at(0)) / step, central: (at(step) - at(-step)) / (2 * step),
});

/** @returns {"flat"|"left"|"near"|"right"} where h is in the valley */
function side(nudge, best) {
  if (best === null) return "flat";
  if (nudge > NEAR * best) return "right";
  return nudge < best / NEAR ? "left" : "near";
}

const SIDES = {
  flat: () => "rounding is all there is, and a larger step is better",
  left: (best) => `left of the valley’s floor, which is near ${scientific(best)}; rounding rules, and a larger step is better`,
  near: (best) => `on the valley’s floor, near ${scientific(best)}`,
  right: (best) => `right of the valley’s floor, which is near ${scientific(best)}; a smaller step is better`,
};

/** @returns {string} x to two digits, such as 4.9e−8 */
const scientific = (x) => (x === 0 ? "0" : x.toExponential(1).replaceAll("-", "−"));

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements for n outputs, none of them filled in yet */
function build({ shape: n }, change, read) {
  const parts = {
    activation: menu("activation", labels(ACTIVATIONS)), cost: menu("cost", labels(COSTS)),
    picks: choice("dial to nudge", `bp1-error_curve-${++widgets}-j`, indices(n).map((j) => [j, name("z", j)])),
    nudge: control("input", { type: "range", min: FIRST, max: LAST, step: 1 / STEPS, "aria-label": "nudge h" }),
    h: cell("h", "span"), plot: buildPlot(WAYS.map(({ way }) => way)), delta: cell("delta37"), floor: cell("floor"),
    rows: WAYS.map(({ way, label }) => ({ label: h("b", { class: way }, label), measured: cell(way), error: cell(`${way} error`),
      say: h("p", { class: "say" }) })),
  };
  parts.svg = parts.plot.svg;
  parts.face = [
    h("div", { class: "controls" }, parts.activation.label, parts.cost.label, parts.picks.group),
    h("div", { class: "pane" }, parts.svg, slide(parts.nudge, "nudge h = ", parts.h), table(parts),
      ...parts.rows.map(({ say }) => say)),
  ];
  listen(parts, change, read);
  return parts;
}

function table({ rows, delta, floor }) {
  const row = (label, ...cells) => h("tr", {}, h("th", { scope: "row" }, label), ...cells);
  return h("table", {},
    h("thead", {}, h("tr", {}, h("td"), ...["measured", "error"].map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...rows.map(({ label, measured, error }) => row(label, measured, error))),
    h("tfoot", {}, row("True, by (37)", delta, h("td")), row("Rounding, ε |C| / h", h("td"), floor)));
}

/** Let every control change its trait, and a pointer drag h over the picture; the listeners end with the elements. */
function listen({ activation, cost, picks, nudge, svg }, change, read) {
  const on = (element, changes) => element.addEventListener("input", () => change(changes()));
  const fitted = (f, C) => fitting(f, C, read().y);
  on(activation.select, () => ({ activation: activation.select.value, ...fitted(activation.select.value, read().cost) }));
  on(cost.select, () => ({ cost: cost.select.value, ...fitted(read().activation, cost.select.value) }));
  picks.radios.forEach((radio, j) => on(radio, () => ({ j })));
  on(nudge, () => ({ h: nudgeOf(nudge.valueAsNumber) }));
  const drag = (event) => change({ h: nudgeOf(Math.round(STEPS * powerAt(svg, event.clientX)) / STEPS) });
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    drag(event);
  });
  svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) drag(event); });
}

/** Show the view in the parts. */
function draw(parts, view) {
  parts.activation.select.value = view.activation;
  drawCosts(parts.cost.select, view.activation, view.cost);
  parts.picks.radios.forEach((radio, i) => { radio.checked = i === view.j; });
  parts.nudge.value = Math.log10(view.nudge);
  set(parts.nudge, { "aria-valuetext": `h = ${scientific(view.nudge)}` });
  set(parts.h, { text: scientific(view.nudge), "data-value": view.nudge });
  set(parts.delta, { text: digits(view.delta), "data-value": view.delta });
  set(parts.floor, { text: scientific(view.floor), "data-value": view.floor });
  parts.rows.forEach(({ measured, error, say }, i) => {
    const way = view.ways[i];
    set(measured, { text: digits(way.measured), "data-value": way.measured });
    set(error, { text: scientific(way.error), "data-value": way.error });
    set(say, { text: place(way) });
  });
  drawPlot(parts.plot, view);
  set(parts.svg, { "aria-label": `The error of two ways to measure δ against the step h, both by powers of ten. ${heard(view)}` });
}

const digits = (x) => x.toFixed(12).replaceAll("-", "−");

/** @returns {string} where h is in the valley of one way to measure */
const place = ({ label, side: where, best }) => `${label}: ${SIDES[where](best)}.`;

/** @returns {string} what a screen reader says once things are calm */
const heard = ({ nudge, ways }) =>
  `At h = ${scientific(nudge)}. ${ways.map((way) => `Off by ${scientific(way.error)}. ${place(way)}`).join(" ")}`;

export default living({ kind: "bp1-error_curve", keys: KEYS, compute, build, draw, heard });
