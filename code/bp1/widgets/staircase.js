// The staircase: one finite nudge of the dial z_j, then the lamps moved to their new values one at a time.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { ACTIVATIONS, COSTS, compatible, deltaFullSum, routeTerms, sum } from "./math.js";
import {
  brief, cell, choice, control, drawWalk, h, indices, listenToWalk, name, number, set, show, slide, walk,
} from "./dom.js";
import { living } from "./living.js";

const SWITCH = ["sigmoid", "softmax"];
const NUDGES = [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]; // the slider's stops
const KEYS = ["activation", "cost", "z", "y", "j", "h", "moved"];
const HEIGHT = 208; // px, of the picture

/**
 * @typedef {{activation: string, cost: string, z: number[], y: number[], j: number, h: number, moved: number}} Traits
 * @returns {object|null} every number and word on the widget's face; null while the traits don't fit each other
 * @param {Traits} traits
 */
export function compute({ activation, cost, z, y, j, h: nudge, moved }) {
  const [f, C] = [ACTIVATIONS[activation], COSTS[cost]];
  if (!f || !C || !compatible(f, C) || z.length !== y.length || !(j in z)) return null;
  if (![...z, ...y, nudge].every(Number.isFinite) || !(indices(z.length + 1).includes(moved))) return null;
  const before = f.f(z);
  const after = f.f(z.map((z_i, i) => (i === j ? z_i + nudge : z_i)));
  const corners = indices(z.length + 1).map((k) => before.map((a_i, i) => (i < k ? after[i] : a_i)));
  const costs = corners.map((a) => C.f(a, y));
  const steps = before.map((_, k) => costs[k + 1] - costs[k]);
  const rates = steps.map((step) => step / nudge);
  const shares = routeTerms(f, C, z, y).map((row) => row[j]);
  const view = {
    shape: z.length, activation, z, y, j, nudge, moved, before, after, corners, costs, steps, rates, shares, costLabel: C.label,
    total: sum(steps), change: C.f(after, y) - C.f(before, y), delta: deltaFullSum(f, C, z, y)[j],
    gap: Math.max(...rates.map((rate, k) => Math.abs(rate - shares[k]))),
  };
  return { ...view, say: words(view) };
}

/** @returns {string} what has just happened on the staircase */
function words({ j, moved, before, after, steps }) {
  const n = steps.length;
  const dial = name("z", j);
  if (moved === 0) {
    const answers = before.map((a_k, k) => Math.sign(after[k] - a_k));
    const lamps = (sign) => answers.flatMap((answer, k) => (answer === sign ? [name("a", k)] : [])).join(", ");
    const moves = [[1, "brighter"], [-1, "dimmer"], [0, "as before"]].filter(([sign]) => answers.includes(sign));
    return `${dial} goes up by h. Its new lamps: ${moves.map(([sign, how]) => `${lamps(sign)} ${how}`).join("; ")}. `
      + "Nothing is moved yet.";
  }
  const [lamp, step] = [name("a", moved - 1), steps[moved - 1]];
  const last = step === 0
    ? `${lamp} does not answer ${dial}: its step is 0.`
    : `${lamp} goes to its new value, the other lamps stand still: C ${step > 0 ? "rises" : "falls"}.`;
  return moved < n ? last : `${last} Now every lamp has moved, and the steps add up to ΔC.`;
}

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements for n outputs, none of them filled in yet */
function build({ shape: n }, change) {
  const id = `bp1-staircase-${++widgets}`;
  const ks = indices(n);
  const each = (key) => ks.map((k) => cell(`${key}${k + 1}`));
  const parts = {
    kinds: choice("activation", `${id}-activation`, SWITCH.map((value) => [value, value])),
    picks: choice("dial to nudge", `${id}-j`, ks.map((j) => [j, name("z", j)])),
    nudge: control("input", { type: "range", min: 0, max: NUDGES.length - 1, step: 1, "aria-label": "nudge h: shrink it" }),
    climb: walk("moved", n, "lamps moved"),
    h: cell("h", "span"), costLabel: h("span"),
    zs: ks.map((k) => cell(`z${k + 1}`, "span")), ys: ks.map((k) => cell(`y${k + 1}`, "span")),
    lines: ks.map(() => h("tr")), befores: ks.map((k) => cell(`before${k + 1}`, "span")),
    afters: ks.map((k) => cell(`after${k + 1}`, "span")),
    steps: each("step"), rates: each("rate"), shares: each("share"),
    total: cell("total"), rate: cell("totalRate"), delta: cell("delta37"),
    change: cell("change"), changeRate: cell("changeRate"), gap: cell("gap", "b"),
    dial: h("b", { class: "j" }), say: h("p", { class: "say" }),
    treads: indices(n + 1).map(() => h("path", { class: "tread" })),
    levels: indices(n + 1).map((k) => h("text", { class: "level", "data-name": `C${k}` })),
    bulbs: indices(n + 1).map(() => ks.map(() => h("circle"))),
    risers: ks.map(() => h("path", { class: "riser" })),
    whole: h("path", { class: "whole" }), wholeText: h("text", { class: "whole-text" }, "ΔC"),
    ground: h("path", { class: "ground" }),
  };
  parts.svg = h("svg", { role: "img", style: `height: ${HEIGHT}px` }, parts.ground, ...parts.treads, ...parts.risers,
    parts.whole, parts.wholeText, ...parts.levels, ...parts.bulbs.flat());
  parts.face = [controls(parts), h("div", { class: "panes" },
    h("div", { class: "pane" }, title(parts), parts.svg, parts.climb.row, parts.say),
    h("div", { class: "pane" }, billTable(parts), h("p", { class: "note" },
      "Divided by h, no step is farther than ", parts.gap, " from its share.")))];
  listen(parts, change);
  return parts;
}

/** Let every control change its trait; the listeners end with the elements. */
function listen({ kinds, picks, nudge, climb }, change) {
  const on = (element, changes) => element.addEventListener("input", () => change(changes()));
  kinds.radios.forEach((radio) => on(radio, () => ({ activation: radio.value })));
  picks.radios.forEach((radio, j) => on(radio, () => ({ j })));
  on(nudge, () => ({ h: NUDGES[nudge.valueAsNumber] }));
  listenToWalk(climb, "moved", change);
}

const list = (spans) => spans.flatMap((span, i) => (i === 0 ? ["(", span] : [", ", span])).concat(")");

function title({ costLabel, zs, ys }) {
  return h("p", { class: "title" }, "The ", costLabel, " cost C, one lamp moved at a time: z = ", ...list(zs),
    ", y = ", ...list(ys));
}

const controls = ({ kinds, picks, nudge, h: value }) =>
  h("div", { class: "controls" }, kinds.group, picks.group, slide(nudge, "nudge h = ", value));

function billTable(parts) {
  const heads = ["lamp", "step of C", "step / h", "share in (37)"];
  parts.lines.forEach((row, k) => row.append(
    h("th", { scope: "row" }, h("b", { class: "k" }, name("a", k)), " ",
      h("span", { class: "move" }, parts.befores[k], " → ", parts.afters[k])),
    parts.steps[k], parts.rates[k], parts.shares[k]));
  const total = (label, ...cells) => h("tr", {}, h("th", { scope: "row" }, label), ...cells);
  return h("table", {},
    h("caption", {}, "Each step beside its share ∂C/∂aₖ × ∂aₖ/∂", parts.dial),
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...parts.lines),
    h("tfoot", {}, total("sum", parts.total, parts.rate, parts.delta),
      total("ΔC, all at once", parts.change, parts.changeRate, h("td"))));
}

/** Show the view in the parts. */
function draw(parts, view) {
  const { j, nudge, moved } = view;
  parts.kinds.radios.forEach((radio) => { radio.checked = radio.value === view.activation; });
  parts.picks.radios.forEach((radio, i) => { radio.checked = i === j; });
  const nearest = (x) => Math.abs(Math.log(x / nudge));
  const stop = NUDGES.reduce((best, x, i) => (nearest(x) < nearest(NUDGES[best]) ? i : best), 0);
  parts.nudge.value = stop;
  set(parts.nudge, { "aria-valuetext": `h = ${nudge}` });
  set(parts.h, { text: String(nudge), "data-value": nudge });
  drawWalk(parts.climb, moved, `Move ${name("a", moved)}`);
  const columns = { zs: view.z, ys: view.y, befores: view.before, afters: view.after };
  for (const [key, values] of Object.entries(columns)) parts[key].forEach((span, k) => brief(span, values[k], 3));
  for (const key of ["steps", "rates", "shares"]) parts[key].forEach((td, k) => show(td, view[key][k], 4));
  parts.lines.forEach((row, k) => set(row, { class: k < moved ? "" : "ahead" }));
  show(parts.total, view.total, 4);
  show(parts.rate, view.total / nudge, 4);
  show(parts.delta, view.delta, 4);
  show(parts.change, view.change, 4);
  show(parts.changeRate, view.change / nudge, 4);
  show(parts.gap, view.gap, 4);
  for (const [part, text] of [["say", view.say], ["costLabel", view.costLabel], ["dial", name("z", j)]]) set(parts[part], { text });
  drawStairs(parts, view);
  set(parts.svg, { "aria-label": `${view.say} The cost at each corner: ${view.costs.map((C) => number(C, 4)).join(", ")}.` });
}

/** Draw the stairs at the width they have on the page, so that their text is never scaled. */
function drawStairs(parts, { costs, corners, moved }) {
  const width = parts.svg.getBoundingClientRect().width || 320;
  const run = (width - 44) / costs.length;
  const bulb = Math.min(6, run / (2 * corners[0].length) - 2);
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  const level = (C) => 150 - (high > low ? (118 * (C - low)) / (high - low) : 59);
  const [end, first, last] = [width - 38, level(costs[0]), level(costs.at(-1))];
  set(parts.svg, { viewBox: `0 0 ${width} ${HEIGHT}` });
  costs.forEach((C, k) => {
    const [x, y] = [k * run, level(C)];
    const ahead = k > moved ? "ahead" : "";
    set(parts.treads[k], { d: `M${x} ${y}h${run}`, class: `tread ${ahead}` });
    set(parts.levels[k], { x: x + run / 2, y: y - 9, class: `level ${ahead}` });
    show(parts.levels[k], C, 4);
    if (k > 0) set(parts.risers[k - 1], { d: `M${x} ${level(costs[k - 1])}V${y}`, class: `riser ${ahead}` });
    corners[k].forEach((a_i, i) => set(parts.bulbs[k][i], {
      cx: x + run / 2 + (i - (corners[k].length - 1) / 2) * (2 * bulb + 3), cy: 186, r: bulb, class: i < k ? "bulb new" : "bulb",
      "fill-opacity": Math.max(0, Math.min(1, a_i)).toFixed(3),
    }));
  });
  set(parts.ground, { d: `M0 ${first}H${end}` });
  set(parts.whole, { d: `M${end} ${first}V${last}M${end - 5} ${last}h10M${end - 5} ${first}h10` });
  set(parts.wholeText, { x: end + 8, y: (first + last) / 2 + 5 });
}

/** @returns {string} what a screen reader says once things are calm */
function heard({ say, moved, costs, total, gap }) {
  const now = `C is ${number(costs[moved], 4)}; all steps add up to ${number(total, 4)}.`;
  return `${say} ${now} Divided by h, no step is farther than ${number(gap, 4)} from its share.`;
}

export default living({ kind: "bp1-staircase", keys: KEYS, compute, build, draw, heard });
