// The replay: a recorded training run on the blobs, epoch by epoch, with (37) or with (38).
// Its face is a pure function of its traits and the record: view = compute(traits), then draw(parts, view).
import { ACTIVATIONS, COSTS } from "./math.js";
import { cell, choice, control, h, indices, menu, set, slide } from "./dom.js";
import { buildPicture, buildPlot, drawPicture, drawPlot, map, network } from "./replay_picture.js";
import { living } from "./living.js";
import { DATA } from "./replay_data.js";

const KEYS = ["hidden", "cost", "equation", "seed", "moment"];
const HIDDEN = ["sigmoid", "tanh", "relu", "linear"];
const EQUATIONS = ["37", "38"];
const MEASURES = [["accuracy", "accuracy"], ["cost", "cost C"], ["bias_sum", "sum of output biases"]];
const BEAT = 600; // ms from one recorded epoch to the next

/**
 * @typedef {{hidden: string, cost: string, equation: string, seed: number, moment: number}} Traits
 * @returns {object|null} all that the face shows; null for traits of which there is no run
 * @param {Traits} traits
 */
export function compute({ hidden, cost, equation, seed, moment }) {
  const runs = Object.fromEntries(EQUATIONS.map((e) => [e, DATA.runs[`${hidden} ${cost} ${e} ${seed}`]]));
  if (!runs[equation] || DATA.epochs[moment] === undefined) return null;
  const classOf = network(hidden, runs[equation].parameters[moment]);
  const points = DATA.points[seed].map((flat) => indices(flat.length / 2).map((i) => flat.slice(2 * i, 2 * i + 2)));
  const right = points.map((group, k) => group.filter((point) => classOf(point) === k));
  const wrong = points.map((group, k) => group.filter((point) => classOf(point) !== k));
  const view = {
    shape: "one", hidden, cost, equation, seed, moment, runs, right, wrong, cells: map(classOf),
    all: points.flat().length, drawn: right.flat().length, epochs: DATA.epochs,
  };
  return { ...view, say: words(view) };
}

/** @returns {string} what is seen: how many points are right, which class has no region, and what the other equation does */
function words({ equation, runs, moment, epochs, all, drawn, cells }) {
  const right = (e) => Math.round(runs[e].accuracy[moment] * all);
  const other = EQUATIONS.find((e) => e !== equation);
  const lost = indices(3).filter((k) => !cells.some((row) => row.includes(k)));
  return [
    `After ${epochs[moment]} ${epochs[moment] === 1 ? "epoch" : "epochs"} with (${equation}) the network gets `,
    `${right(equation)} of ${all} points right; with (${other}), ${right(other)}.`,
    ...lost.map((k) => ` Class ${k + 1} has no region here.`),
    right(equation) === drawn ? "" : ` Drawn as here, from weights rounded to three digits, it gets ${drawn}.`,
  ].join("");
}

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements, none of them filled in yet */
function build(view, change, read) {
  const id = `bp1-replay-${++widgets}`;
  const picture = buildPicture();
  const parts = {
    costs: choice("cost", `${id}-cost`, ["quadratic", "log_likelihood"].map((key) => [key, COSTS[key].label])),
    equations: choice("equation", `${id}-equation`, EQUATIONS.map((e) => [e, `(${e})`])),
    hidden: menu("hidden layer", HIDDEN.map((key) => [key, ACTIVATIONS[key].label])),
    seed: menu("seed", DATA.points.map((_, seed) => [seed, String(seed)])),
    moment: control("input", { type: "range", min: 0, max: DATA.epochs.length - 1, step: 1, "aria-label": "epoch" }),
    play: h("button", { type: "button" }), epoch: cell("epoch", "span"), say: h("p", { class: "say" }),
    cells: MEASURES.map(([key]) => EQUATIONS.map((e) => cell(`${key}${e}`))),
    heads: EQUATIONS.map((e) => h("th", { scope: "col" }, `(${e})`)),
    picture: picture.parts, plane: picture.svg, plots: [buildPlot(), buildPlot()], tops: [h("span"), h("span")],
  };
  parts.face = [controls(parts), h("div", { class: "panes" },
    h("div", { class: "pane" }, h("p", { class: "title" }, "What the network says in the plane"), parts.plane, parts.say,
      h("p", { class: "note" }, "Colour and number: the class of a region. Shape: the class of a point, ● 1, ▲ 2, ■ 3. "
        + "A filled shape is in a wrong region.")),
    h("div", { class: "pane" }, ...curves(parts), measures(parts)))];
  listen(parts, change, read);
  return parts;
}

const controls = ({ equations, costs, hidden, seed, play, moment, epoch }) => h("div", { class: "controls" },
  equations.group, costs.group, hidden.label, seed.label,
  h("div", { class: "walk" }, play, slide(moment, "epoch ", epoch)));

const curves = ({ plots, tops }) => plots.map(({ svg }, i) =>
  h("div", {}, h("p", { class: "title" }, `${MEASURES[i][1]} over the epochs, from 0 to `, tops[i]), svg));

function measures({ heads, cells }) {
  set(heads[0], { class: "full-sum" });
  set(heads[1], { class: "one-term" });
  const row = ([, label], i) => h("tr", {}, h("th", { scope: "row" }, label), ...cells[i]);
  return h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "at this epoch"), ...heads)),
    h("tbody", {}, ...MEASURES.map(row)));
}

/** Let every control change its trait; the listeners end with the elements. */
function listen(parts, change, read) {
  const on = (element, changes) => element.addEventListener("input", () => change(changes()));
  parts.costs.radios.forEach((radio) => on(radio, () => ({ cost: radio.value })));
  parts.equations.radios.forEach((radio) => on(radio, () => ({ equation: radio.value })));
  on(parts.hidden.select, () => ({ hidden: parts.hidden.select.value }));
  on(parts.seed.select, () => ({ seed: Number(parts.seed.select.value) }));
  on(parts.moment, () => ({ moment: parts.moment.valueAsNumber }));
  playing(parts, change, read);
}

/** Let the button play the run, from its start once it has ended; whoever wants no motion gets one step for each press. */
function playing({ play, moment }, change, read) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let timer;
  const turn = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(step, BEAT) : undefined;
    set(play, { text: on ? "Pause" : calm ? "Next" : "Play" });
  };
  const step = () => {
    const next = (read().moment + 1) % DATA.epochs.length;
    if (play.isConnected) change({ moment: next });
    if (next === DATA.epochs.length - 1 || !play.isConnected) turn(false);
  };
  play.addEventListener("click", () => {
    if (!calm) turn(!timer);
    if (calm || timer) step();
  });
  moment.addEventListener("input", () => turn(false));
  turn(false);
}

/** @returns {string} the number with the digits that it has in the record */
const asRecorded = (x) => (x < 1e6 ? String(x) : x.toExponential(2).replace("e+", "e")).replaceAll("-", "−");

/** Show the view in the parts. */
function draw(parts, view) {
  const { epochs, moment, runs } = view;
  parts.costs.radios.forEach((radio) => { radio.checked = radio.value === view.cost; });
  parts.equations.radios.forEach((radio) => { radio.checked = radio.value === view.equation; });
  for (const key of ["hidden", "seed"]) parts[key].select.value = view[key];
  parts.moment.value = moment;
  set(parts.moment, { "aria-valuetext": `epoch ${epochs[moment]}` });
  set(parts.epoch, { text: `${epochs[moment]} of ${epochs.at(-1)}`, "data-value": epochs[moment] });
  set(parts.say, { text: view.say });
  set(parts.plane, { "aria-label": `Regions of the classes in the plane. ${view.say}` });
  drawPicture(parts.picture, view);
  MEASURES.forEach(([key], i) => EQUATIONS.forEach((e, column) => {
    const value = runs[e][key][moment];
    set(parts.cells[i][column], { text: asRecorded(value), "data-value": value });
  }));
  parts.plots.forEach((plot, i) => {
    const values = Object.fromEntries(EQUATIONS.map((e) => [e, runs[e][MEASURES[i][0]]]));
    const top = i === 0 ? 1 : Math.max(...values[37], ...values[38]);
    set(parts.tops[i], { text: asRecorded(top) });
    drawPlot(plot.parts, { epochs, values, top, moment });
  });
}

const fault = (traits) => (compute(traits) ? "" : "the record has no such run");

/** @returns {string} what a screen reader says once things are calm */
const heard = ({ say, equation, moment, runs }) => `${say} The cost is ${asRecorded(runs[equation].cost[moment])}.`;

export default living({ kind: "bp1-replay", keys: KEYS, compute, fault, build, draw, heard });
