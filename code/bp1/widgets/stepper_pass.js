// The stepper's numbers and words: a network of 2, 3 and 3 neurons forwards and backwards, from its traits alone.
// It stands in six columns, x, z², a², z³, a³ and C.  Between each two lies a matrix, of weights or a Jacobian:
// forwards, values go from column to column; backwards, slopes go through the same matrices, transposed.
import { indices, short } from "./dom.js";
import { ACTIVATIONS, COSTS, compatible, sum } from "./math.js";

export const SIZES = [2, 3, 3, 3, 3, 1]; // of the columns
export const COST = 5; // the column of C: step 5 computes it, and later steps go back from there
export const LAST = 10; // the step that shows all gradients
const NAMES = ["x", "z²", "a²", "z³", "a³", "C"];
const PARAMETERS = 21; // w², b², w³, b³

const sub = (i) => "₁₂₃"[i];

/** @returns {string} the value in row i of a column: z²₁ */
export const valueName = (c, i) => NAMES[c] + (c === COST ? "" : sub(i));

/** @returns {string} how fast C changes with it: δ²₁, or ∂C/∂a²₁ */
export const slopeName = (c, i) => (NAMES[c][0] === "z" ? `δ${NAMES[c][1]}${sub(i)}` : `∂C/∂${valueName(c, i)}`);

/** @returns {string} the weight to neuron j, from row k of the column before: w²₁₂, for layer 0 */
export const weightName = ([layer, j, k]) => `w${"²³"[layer]}${sub(j)}${sub(k)}`;

/** [layer, j, k] of every weight, counted from 0 */
export const WEIGHTS = [0, 1].flatMap((layer) =>
  indices(3).flatMap((j) => indices(SIZES[2 * layer]).map((k) => [layer, j, k])));

/**
 * @typedef {{hidden: string, output: string, cost: string, x: number[], y: number[], parameters: number[], step: number,
 *   picked: number[]}} Traits
 * @returns {object|null} every number and word on the widget's face; null while the traits don't fit each other
 * @param {Traits} traits
 */
export function compute(traits) {
  if (!sensible(traits)) return null;
  const passed = pass(traits);
  if (![...passed.values.flat(), ...passed.slopes.flat()].every(Number.isFinite)) return null;
  const view = { shape: 0, ...traits, ...passed, ...stage(traits.step) };
  return { ...view, product: product(view), lines: lines(view), say: says(view)[traits.step] };
}

function sensible({ hidden, output, cost, x, y, parameters, step, picked }) {
  const known = [hidden, output].every((key) => Object.hasOwn(ACTIVATIONS, key)) && Object.hasOwn(COSTS, cost);
  if (!known || !compatible(ACTIVATIONS[output], COSTS[cost])) return false;
  const [low, high] = COSTS[cost].targets;
  return x.length === SIZES[0] && y.length === 3 && parameters.length === PARAMETERS
    && [...x, ...y, ...parameters].every(Number.isFinite) && y.every((y_k) => low <= y_k && y_k <= high)
    && indices(LAST + 1).includes(step) && WEIGHTS.some((weight) => String(weight) === String(picked));
}

const rows = (flat, width) => indices(flat.length / width).map((j) => flat.slice(j * width, (j + 1) * width));
const times = (matrix, vector) => matrix.map((row) => sum(row.map((x, k) => x * vector[k])));
const transposed = (matrix) => matrix[0].map((_, k) => matrix.map((row) => row[k]));

/** @returns {object} values and slopes of every column, the matrix between each two, and the gradients dC/dw */
function pass({ hidden, output, cost, x, y, parameters }) {
  const [f, g, C] = [ACTIVATIONS[hidden], ACTIVATIONS[output], COSTS[cost]];
  const weights = [rows(parameters.slice(0, 6), 2), rows(parameters.slice(9, 18), 3)];
  const biases = [parameters.slice(6, 9), parameters.slice(18)];
  const weighted = (layer, a) => times(weights[layer], a).map((z_j, j) => z_j + biases[layer][j]);
  const z2 = weighted(0, x);
  const a2 = f.f(z2);
  const z3 = weighted(1, a2);
  const a3 = g.f(z3);
  const values = [x, z2, a2, z3, a3, [C.f(a3, y)]];
  const matrices = [weights[0], f.jacobian(z2), weights[1], g.jacobian(z3), [C.gradient(a3, y)]];
  const slopes = [...Array(COST), [1]];
  for (const c of indices(COST).reverse()) slopes[c] = times(transposed(matrices[c]), slopes[c + 1]);
  const gradients = [0, 1].map((layer) => slopes[2 * layer + 1].map((d) => values[2 * layer].map((a) => a * d)));
  return { f, g, C, values, slopes, matrices, biases, gradients };
}

/** @returns {object} which column the step computes, from which ones, through which matrices, and what is known by then */
function stage(step) {
  const back = step > COST;
  const column = back ? LAST - step : step;
  const gap = back ? column : column - 1;
  const lit = step === LAST
    ? { now: [], from: [0, 1, 2, 3], gaps: [0, 2] }
    : { now: [column], from: [back ? column + 1 : column - 1], gaps: [gap] };
  return {
    back, column, ...lit,
    valued: indices(COST + 1).map((c) => c <= step),
    sloped: indices(COST + 1).map((c) => c > 0 && c < COST && c >= LAST - step),
  };
}

/** @returns {object} the picked weight's gradient as a product: a of where it comes from, delta of where it goes */
function product({ picked, values, slopes, matrices, gradients, sloped }) {
  const [layer, j, k] = picked;
  const [from, to] = [2 * layer, 2 * layer + 1];
  return {
    weight: matrices[from][j][k], a: values[from][k], delta: slopes[to][j], gradient: gradients[layer][j][k],
    names: { weight: weightName(picked), a: valueName(from, k), delta: slopeName(to, j) }, ready: sloped[to],
  };
}

const wrapped = (x) => (x < 0 ? `(${short(x)})` : short(x));
const signed = (x, i) => (i === 0 ? short(x) : `${x < 0 ? "−" : "+"} ${short(Math.abs(x))}`);
const products = (row, vector) => row.map((x, i) => `${signed(x, i)} × ${wrapped(vector[i])}`).join(" ");
export const listed = (vector) => `(${vector.map((x) => short(x)).join(", ")})`;

/** @returns {{name: string, how: string, value: number}[]} what the step computes, with the reader's own numbers */
function lines(view) {
  const { step, back, column, values, slopes } = view;
  if (step === LAST) return [];
  const how = back ? (i) => backwards(view, i) : (i) => forwards(view, i);
  const named = back ? slopeName : valueName;
  return (back ? slopes : values)[column].map((value, i) => ({ name: named(column, i), how: how(i), value }));
}

function forwards({ column, values, matrices, biases, C, y, f, g }, i) {
  const before = values[column - 1];
  switch (column) {
    case 0: return "";
    case COST: return `${C.label} of ${listed(before)} for ${listed(y)}`;
    case 1: case 3: return `${products(matrices[column - 1][i], before)} ${signed(biases[(column - 1) / 2][i], 1)}`;
    default: return activated(column === 2 ? f : g, before, i);
  }
}

const activated = ({ label, elementwise }, z, i) =>
  (elementwise ? `${label}(${short(z[i])})` : `entry ${i + 1} of ${label}${listed(z)}`);

function backwards({ column, values, slopes, matrices, C, y, f, g }, i) {
  if (column === COST - 1) return `slope of ${C.label} where the output is ${short(values[column][i])} and the target ${short(y[i])}`;
  const down = transposed(matrices[column])[i];
  const alone = (column === 1 && f.elementwise) || (column === 3 && g.elementwise);
  return alone ? products([down[i]], [slopes[column + 1][i]]) : products(down, slopes[column + 1]);
}

/** @returns {string[]} what each step does */
function says({ f, g, y }) {
  const activations = (l, { label, elementwise }) =>
    `Forwards: the activations of layer ${l}. ${label} reads ${elementwise ? "each z alone" : "all z at once"}.`;
  const routes = ({ elementwise }) =>
    (elementwise ? "One entry of the column is on the diagonal, and the others are 0: one product." : "All routes are open: three products.");
  return [
    "The input.",
    "Forwards: the weighted inputs of layer 2, each along its row of w², plus its bias.",
    activations(2, f),
    "Forwards: the weighted inputs of layer 3, each along its row of w³, plus its bias.",
    activations(3, g),
    `The cost compares the outputs with the target ${listed(y)}.`,
    "Backwards from here. How fast C changes with each output alone:",
    `BP1*: δ of layer 3, each down its column of J³. ${routes(g)}`,
    "The slopes at a², each down its column of w³: the same weights as forwards, transposed.",
    `BP2*: δ of layer 2, each down its column of J². ${routes(f)}`,
    "BP3: ∂C/∂b is δ, at the left of each row. BP4: ∂C/∂w is the a above it times the δ at its left.",
  ];
}
