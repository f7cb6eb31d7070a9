// What the zoo says: every number and word on its face, computed from its traits, and what is wrong with traits.
import { indices, name } from "./dom.js";
import { FLAT, TINY } from "./heat.js";
import { LAYERS, NORMS } from "./layers.js";
import { exact, sum } from "./math.js";
import { PRECISIONS } from "./precision.js";

export const MOST = 6; // inputs that the table has room for
const LIMIT = 100; // of inputs, both ways
const [COLDEST, HOTTEST] = [100, 0.01]; // values of c: the temperature is 1 / c

/** @returns {string} why the layer does not take n inputs; "" if it does */
export const unfitSize = ({ fits, takes }, n) => (fits(n) ? "" : `takes ${takes} inputs`);

/**
 * @typedef {{layer: string, z: number[], c: number, precision: string, j: number}} Traits
 * @returns {string} what is wrong with the traits and what would be right; "" if nothing is
 * @param {Traits} traits
 */
export function fault({ layer, z, c, precision, j }) {
  if (!Object.hasOwn(LAYERS, layer)) return `no layer is called ${layer}`;
  if (!Object.hasOwn(PRECISIONS, precision)) return `no precision is called ${precision}`;
  const numbers = Array.isArray(z) && z.length <= MOST && z.every((x) => Number.isFinite(x) && Math.abs(x) <= LIMIT);
  if (!numbers) {
    return `z is 1 to ${MOST} numbers from −${LIMIT} to ${LIMIT}, such as −2, 0.5, 0,5 or 1/2; between two, a space or ;`;
  }
  const { label, ...record } = LAYERS[layer];
  const misfit = unfitSize(record, z.length);
  if (misfit) return `${label} ${misfit}, and these are ${z.length}`;
  if (!(c >= HOTTEST && c <= COLDEST)) return `c is a number from ${HOTTEST} to ${COLDEST}`;
  if (!(j in z)) return `j is one of 0 to ${z.length - 1}`;
  const { jacobian } = at(LAYERS[layer], z, c, PRECISIONS[precision].round);
  const finite = jacobian.flat().every(Number.isFinite);
  return finite ? "" : `${label} divides by the size or spread of its inputs, which is too small for ${precision} there`;
}

/** @returns {{a: number[], jacobian: number[][]}} a = f(c z), and da_k/dz_j, which has the factor c of the chain rule */
export function at(layer, z, c, round) {
  const inputs = z.map((z_j) => round(round(c) * round(z_j)));
  const jacobian = layer.jacobian(inputs, round).map((row) => row.map((x) => round(round(c) * x)));
  return { a: layer.f(inputs, round), jacobian };
}

/**
 * @returns {object|null} every number and word on the widget's face; null for traits with a fault
 * @param {Traits} traits
 */
export function compute(traits) {
  if (fault(traits)) return null;
  const { z, c, precision, j } = traits;
  const [layer, { round, smallest }] = [LAYERS[traits.layer], PRECISIONS[precision]];
  const { a, jacobian } = at(layer, z, c, round);
  const longest = at(layer, z, c, exact).jacobian;
  const reads = jacobian.map((row, k) => row.map((_, i) => layer.reads(k, i, z.length)));
  const kind = (value, k, i) => zeroKind(layer, value, reads[k][i], longest[k][i], [z, k, i], smallest);
  const view = {
    ...traits, label: layer.label, a, jacobian, structure: structure(reads), words: zeroWords(precision),
    zeros: jacobian.map((row, k) => row.map((value, i) => kind(value, k, i))),
    rows: jacobian.map((row) => sum(row, round)),
    columns: z.map((_, i) => sum(jacobian.map((row) => row[i]), round)),
  };
  return { ...view, say: sentence(view) };
}

/** @returns {Record<string, string>} in which sense an entry of the Jacobian can be 0, or read as 0 */
function zeroWords(precision) {
  return {
    structural: "identically 0: this slope is 0 at every z that has one",
    flat: FLAT,
    underflow: `not 0, but too small for a ${precision} number: it has underflowed`,
    lost: `not 0, nor too small for a ${precision} number: rounding on the way has lost it`,
    tiny: TINY,
  };
}

/** @returns {string} a key of zeroWords; "" for an entry that is not 0 and does not read as 0 */
function zeroKind({ family, flat }, value, read, inFloat64, [z, k, j], smallest) {
  if (value !== 0) return Math.abs(value) < 0.0005 ? "tiny" : "";
  if (!read) return "structural";
  if (inFloat64 !== 0) return Math.abs(inFloat64) <= smallest / 2 ? "underflow" : "lost";
  if (flat(z, k, j)) return "flat";
  return family === NORMS && k === j ? "lost" : "underflow"; // a norm's diagonal is a difference, the rest products
}

/** @returns {string} the pattern's name, as bp1.classify.structure has it; reads[k][j]: not 0 identically */
function structure(reads) {
  const square = reads.length === reads[0].length;
  return (square ? "" : "not square, ") + pattern(reads, square);
}

function pattern(reads, square) {
  const every = (test) => reads.every((row, k) => row.every((read, j) => test(read, k, j)));
  const shared = (row, other) => row.some((read, j) => read && other[j]);
  if (every((read) => !read)) return "zero";
  if (square && every((read, k, j) => !read || k === j)) return "diagonal";
  if (every((read) => read)) return "dense";
  return reads.every((row) => reads.every((other) => String(row) === String(other) || !shared(row, other))) ? "block" : "sparse";
}

const PATTERNS = {
  zero: "No output has a slope, so δ is 0 for every cost",
  diagonal: "Output k reads input k alone, so (37) keeps one term, (38)",
  block: "Each group of outputs reads inputs of its own, so (37) keeps the terms of one group",
  sparse: "Each output reads some of the inputs, so (37) keeps the outputs that read zⱼ",
  dense: "Every output reads every input, so (37) keeps all its terms",
};

/** @returns {string} what one sees: the class of the layer, and the routes that are open at this z from z_j */
function sentence({ structure: found, jacobian, zeros, precision, j }) {
  const rule = PATTERNS[found.replace("not square, ", "")];
  const open = indices(jacobian.length).filter((k) => jacobian[k][j] !== 0);
  const gone = zeros.filter((row) => ["underflow", "lost"].includes(row[j])).length;
  const moved = open.length ? open.map((k) => name("a", k)).join(", ") : "no output";
  const lost = gone ? `; ${precision} has lost ${gone} route${gone > 1 ? "s" : ""} of its column` : "";
  return `${rule}. Here ${name("z", j)} moves ${moved}${lost}.`;
}
