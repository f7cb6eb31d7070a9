// The zoo of bp1/layers once more, for the reader's browser: layers whose Jacobian may be of any pattern, and not square.
// tests/site/test_layers_js.py holds the two together, in float64 and in the shorter precisions of precision.js.
import { ACTIVATIONS, exact, sigmoid, sigmoidPrime, sum } from "./math.js";

/**
 * @typedef {import("./math.js").Round} Round
 * @typedef {object} Layer
 * @property {string} label
 * @property {string} family its heading in menus
 * @property {string} takes which numbers of inputs it takes, in words
 * @property {(n: number) => boolean} fits whether it takes n inputs
 * @property {(z: number[], round?: Round) => number[]} f the outputs a
 * @property {(z: number[], round?: Round) => number[][]} jacobian row k, column j
 * @property {(k: number, j: number, n: number) => boolean} reads false where the entry is 0 identically
 * @property {(z: number[], k: number, j: number) => boolean} flat whether an entry that float64 finds to be 0 at z, and
 *   that is not 0 identically, is really 0 there; where not, float64 has lost it
 */

export const NORMS = "norms";
const [ELEMENTWISE, SHARED, RESHAPING] = ["one by one", "a shared budget", "pools, gates, copies"];
const [EPS, EXAMPLES, GROUP, WINDOW, COPIES] = [1e-5, 3, 3, 2, 2];
const MASK = [1, 0, 1, 1, 0, 1];

const range = (n) => [...Array(n).keys()];
const matrix = (m, n, entry) => range(m).map((k) => range(n).map((j) => entry(k, j)));
const always = () => true;
const ANY = { takes: "any number of", fits: always };
const own = (k, j) => k === j;
const several = (k, j, n) => n > 1; // of one, all that share it is gone: the output is constant

/** @returns {Layer} an activation of the lesson; of these ReLU alone has slopes that are 0 at some z and not at others */
const fromActivation = ([name, f]) => [name, {
  ...ANY, ...f, family: f.elementwise ? ELEMENTWISE : SHARED, reads: f.elementwise ? own : several,
  flat: () => name === "relu",
}];

/** @returns {Layer} the inner layer, applied to each group of inputs by itself; groups: n -> the indices of each */
function inGroups(inner, groups, named) {
  const each = (z, act) => groups(z.length).forEach((members) => act(members, members.map((i) => z[i])));
  return {
    ...inner, ...named,
    reads: (k, j, n) => groups(n).some((members) => members.includes(k) && members.includes(j)),
    f: (z, round) => {
      const a = [...z];
      each(z, (members, inputs) => inner.f(inputs, round).forEach((x, i) => { a[members[i]] = x; }));
      return a;
    },
    jacobian: (z, round) => {
      const J = matrix(z.length, z.length, () => 0);
      each(z, (members, inputs) => inner.jacobian(inputs, round).forEach(
        (row, k) => row.forEach((x, j) => { J[members[k]][members[j]] = x; })));
      return J;
    },
  };
}

function sparsemax(z, round = exact) {
  const top = Math.max(...z);
  const s = z.map((z_k) => Math.max(round(z_k - top), -1));
  let total = 0;
  const thresholds = s.toSorted((x, y) => y - x).map((s_m, m) => {
    total = round(total + s_m);
    return round(round(total - 1) / (m + 1));
  });
  return s.map((s_k) => Math.max(round(s_k - Math.max(...thresholds)), 0));
}

function sparsemaxJacobian(z, round = exact) {
  const s = sparsemax(z, round).map((a_k) => (a_k > 0 ? 1 : 0));
  const share = round(1 / sum(s));
  return matrix(z.length, z.length, (k, j) => (s[k] * s[j] ? round((k === j ? 1 : 0) - share) : 0));
}

const first = (z, largest) => z.indexOf(largest); // at a tie the first input wins, a convention

/** @returns {Layer} the maximum over windows of neighbours that begin stride apart */
function maxPool(stride) {
  const windows = (n) => range(Math.floor((n - WINDOW) / stride) + 1).map((k) => range(WINDOW).map((i) => k * stride + i));
  const winners = (z) => windows(z.length).map((window) => {
    const inputs = window.map((i) => z[i]);
    return window[first(inputs, Math.max(...inputs))];
  });
  return {
    label: `max-pool, ${stride < WINDOW ? "overlapping" : "disjoint"} windows of ${WINDOW}`, family: RESHAPING,
    takes: `${WINDOW}, ${WINDOW + stride}, ${WINDOW + 2 * stride}, ...`,
    fits: (n) => n >= WINDOW && (n - WINDOW) % stride === 0,
    reads: (k, j, n) => windows(n)[k].includes(j),
    flat: always,
    f: (z) => winners(z).map((i) => z[i]),
    jacobian: (z) => winners(z).map((i) => z.map((_, j) => (i === j ? 1 : 0))),
  };
}

/** @returns {number} the power of two next below the largest |z_k| and the root of eps: to divide by it is exact */
const powerOfTwo = (z, eps) => 2 ** Math.floor(Math.log2(Math.max(...z.map(Math.abs), Math.sqrt(eps))));

/** @returns {{a: number[], rate: number}} z / r and 1 / r, where r^2 = sum of z_k^2 / count + eps */
function normalised(z, eps, count, round) {
  const scale = powerOfTwo(z, eps);
  const u = z.map((z_k) => round(z_k / scale));
  const mean = round(sum(u.map((u_k) => round(u_k ** 2)), round) / count);
  const r = round(Math.sqrt(round(mean + round(round(round(eps) / scale) / scale))));
  return { a: u.map((u_k) => round(u_k / r)), rate: round(round(1 / scale) / r) };
}

/** @returns {{a: number[], rate: number}} z less its mean, normalised */
function standardised(z, round) {
  const scale = powerOfTwo(z, EPS);
  const u = z.map((z_k) => round(z_k / scale));
  const below = u.map((u_k) => round(u_k - Math.max(...u)));
  const mean = round(sum(below, round) / z.length);
  const eps = round(round(round(EPS) / scale) / scale);
  const { a, rate } = normalised(below.map((x) => round(x - mean)), eps, z.length, round);
  return { a, rate: round(rate / scale) };
}

/** @returns {Layer} z / r; r is the length of z if count is 1, its root mean square if count is n */
function sizeNorm(label, eps, count, reads, flat) {
  return {
    ...ANY, label, family: NORMS, reads, flat,
    f: (z, round = exact) => normalised(z, eps, count(z.length), round).a,
    jacobian: (z, round = exact) => {
      const n = count(z.length);
      const { a, rate } = normalised(z, eps, n, round);
      const shared = (k, j) => round(round(a[k] * a[j]) / n);
      return matrix(z.length, z.length, (k, j) => round(round((k === j ? 1 : 0) - shared(k, j)) * rate));
    },
  };
}

const layerNorm = {
  ...ANY, label: "layer norm", family: NORMS, reads: several, flat: always,
  f: (z, round = exact) => standardised(z, round).a,
  jacobian: (z, round = exact) => {
    const { a, rate } = standardised(z, round);
    const shared = (k, j) => round(round(1 + round(a[k] * a[j])) / z.length);
    return matrix(z.length, z.length, (k, j) => round(round((k === j ? 1 : 0) - shared(k, j)) * rate));
  },
};

const halves = (z) => [z.slice(0, z.length / 2), z.slice(z.length / 2)];
const others = (z, j) => z.every((z_m, m) => m === j || z_m === 0);
const either = (z, k, j) => z[k] === 0 || z[j] === 0;

/** @type {Record<string, Layer>} */
export const LAYERS = {
  ...Object.fromEntries(Object.entries(ACTIVATIONS).map(fromActivation)),
  grouped_softmax: inGroups(fromActivation(["softmax", ACTIVATIONS.softmax])[1],
    (n) => range(n / GROUP).map((g) => range(GROUP).map((i) => g * GROUP + i)),
    { label: `softmax in groups of ${GROUP}`, takes: `a multiple of ${GROUP}`, fits: (n) => n % GROUP === 0 }),
  sparsemax: {
    ...ANY, label: "sparsemax", family: SHARED, reads: several, flat: always, f: sparsemax, jacobian: sparsemaxJacobian },
  hard_max: {
    ...ANY, label: "hard max", family: SHARED, reads: () => false, flat: always,
    f: (z) => z.map((_, k) => (k === first(z, Math.max(...z)) ? 1 : 0)),
    jacobian: (z) => matrix(z.length, z.length, () => 0) },
  max_pool: maxPool(2),
  max_pool_overlapping: maxPool(1),
  dropout: {
    label: "dropout, mask given", family: ELEMENTWISE, takes: String(MASK.length), fits: (n) => n === MASK.length,
    reads: (k, j) => own(k, j) && MASK[k] === 1, flat: always,
    f: (z) => z.map((z_k, k) => MASK[k] * z_k),
    jacobian: (z) => matrix(z.length, z.length, (k, j) => (k === j ? MASK[k] : 0)) },
  l2_norm: sizeNorm("L2 norm", 0, () => 1, several, (z, k, j) => (k === j ? others(z, j) : either(z, k, j))),
  rms_norm: sizeNorm("RMS norm", EPS, (n) => n, always, (z, k, j) => k !== j && either(z, k, j)),
  layer_norm: layerNorm,
  batch_norm: inGroups(layerNorm, (n) => range(n / EXAMPLES).map((g) => range(EXAMPLES).map((e) => e * (n / EXAMPLES) + g)),
    { label: `batch norm over ${EXAMPLES} examples`, takes: `a multiple of ${EXAMPLES}`, fits: (n) => n % EXAMPLES === 0 }),
  glu: {
    label: "GLU", family: RESHAPING, takes: "an even number of", fits: (n) => n % 2 === 0,
    reads: (k, j, n) => j % (n / 2) === k, flat: (z, k, j) => j !== k && z[k] === 0,
    f: (z, round = exact) => halves(z)[0].map((u, k) => round(sigmoid(halves(z)[1][k], round) * u)),
    jacobian: (z, round = exact) => {
      const [u, v] = halves(z);
      const slope = (k, j) => (k === j ? sigmoid(v[k], round) : round(u[k] * sigmoidPrime(v[k], round)));
      return matrix(u.length, z.length, (k, j) => (j % u.length === k ? slope(k, j) : 0));
    } },
  crelu: {
    ...ANY, label: "CReLU", family: RESHAPING, reads: (k, j, n) => k % n === j, flat: always,
    f: (z) => [...z, ...z.map((z_k) => -z_k)].map((x) => Math.max(x, 0)),
    jacobian: (z) => matrix(2 * z.length, z.length,
      (k, j) => (k % z.length !== j ? 0 : k === j ? Number(z[j] > 0) : -Number(z[j] < 0))) },
  tied: {
    ...ANY, label: `tied units, ${COPIES} each`, family: RESHAPING,
    reads: (k, j) => Math.floor(k / COPIES) === j, flat: always,
    f: (z) => z.flatMap((z_k) => Array(COPIES).fill(z_k)),
    jacobian: (z) => matrix(COPIES * z.length, z.length, (k, j) => (Math.floor(k / COPIES) === j ? 1 : 0)) },
};
