// The equations of activations.py, costs.py and delta.py once more, for the reader's browser.
// tests/site/test_math_js.py holds the two together over the registries, to 1e-12 of the largest term summed.
// Vectors are arrays of numbers; a Jacobian is an array of rows: jacobian[k][j] is da_k/dz_j.
// `round` is applied after each arithmetic operation: with exact, the default, these are JavaScript's own numbers,
// float64; with a shorter precision (precision.js) each activation is computed as if the machine had nothing longer.

/**
 * @typedef {number[]} Vector
 * @typedef {Vector[]} Matrix
 * @typedef {(x: number) => number} Round
 * @typedef {{label: string, range: [number, number], elementwise: boolean, f: (z: Vector, round?: Round) => Vector,
 *            jacobian: (z: Vector, round?: Round) => Matrix}} Activation
 * @typedef {{label: string, domain: [number, number], targets: [number, number], f: (a: Vector, y: Vector) => number,
 *            gradient: (a: Vector, y: Vector) => Vector}} Cost
 */

/** @type {Round} */
export const exact = (x) => x;

export const sum = (terms, round = exact) => terms.reduce((total, term) => round(total + term), 0);

/** @returns {Activation} a_k = f(z_k): f'(z_j) on the Jacobian's diagonal, 0 everywhere else. */
function elementwise(label, range, f, fPrime) {
  return {
    label, range, elementwise: true,
    f: (z, round = exact) => z.map((z_k) => f(z_k, round)),
    jacobian: (z, round = exact) => z.map((_, k) => z.map((z_j, j) => (k === j ? fPrime(z_j, round) : 0))),
  };
}

export function sigmoid(z, round) {
  const e = round(Math.exp(-Math.abs(z)));
  return round((z >= 0 ? 1 : e) / round(1 + e));
}

export function sigmoidPrime(z, round) {
  const e = round(Math.exp(-Math.abs(z)));
  return round(e / round(round(1 + e) ** 2));
}

function softplus(z, round) {
  return round(Math.max(z, 0) + round(Math.log1p(round(Math.exp(-Math.abs(z))))));
}

function softmax(z, round = exact) {
  const top = Math.max(...z);
  const e = z.map((z_k) => round(Math.exp(round(z_k - top))));
  const total = sum(e, round);
  return e.map((e_k) => round(e_k / total));
}

function softmaxJacobian(z, round = exact) {
  const a = softmax(z, round);
  const lost = (k, j) => (k === j ? 0 : round(a[k] * a[j]));
  return a.map((_, k) => a.map((_, j) => (k === j ? sum(a.map((_, m) => lost(m, j)), round) : -lost(k, j))));
}

function logSoftmax(z, round = exact) {
  const top = Math.max(...z);
  const logTotal = round(Math.log(sum(z.map((z_k) => round(Math.exp(round(z_k - top)))), round)));
  return z.map((z_k) => round(round(z_k - top) - logTotal));
}

function logSoftmaxJacobian(z, round = exact) {
  const p = softmax(z, round);
  const rivals = (j) => sum(p.map((p_k, k) => (k === j ? 0 : p_k)), round);
  return p.map((_, k) => p.map((p_j, j) => (k === j ? rivals(j) : -p_j)));
}

const LEAK = 0.01;

/** @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  sigmoid: elementwise("sigmoid", [0, 1], sigmoid, sigmoidPrime),
  tanh: elementwise("tanh", [-1, 1], (z, round) => round(Math.tanh(z)),
    (z, round) => round(4 * sigmoidPrime(round(2 * z), round))),
  relu: elementwise("ReLU", [0, Infinity], (z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)),
  leaky_relu: elementwise("leaky ReLU", [-Infinity, Infinity], (z, round) => Math.max(z, round(round(LEAK) * z)),
    (z, round) => (z > 0 ? 1 : round(LEAK))),
  linear: elementwise("linear", [-Infinity, Infinity], (z) => z, () => 1),
  softplus: elementwise("softplus", [0, Infinity], softplus, sigmoid),
  softmax: { label: "softmax", range: [0, 1], elementwise: false, f: softmax, jacobian: softmaxJacobian },
  log_softmax: {
    label: "log-softmax", range: [-Infinity, 0], elementwise: false, f: logSoftmax, jacobian: logSoftmaxJacobian },
};

// An output without a target weighs nothing, even at log 0 and at 1 / 0; x + 0 is 0 for -0.
const yLog = (y, log) => (y === 0 ? 0 : y * log);
const yOver = (y, x) => (y === 0 ? 0 : y / (x + 0));

/** @type {Record<string, Cost>} */
export const COSTS = {
  quadratic: {
    label: "quadratic", domain: [-Infinity, Infinity], targets: [-Infinity, Infinity],
    f: (a, y) => sum(a.map((a_k, k) => (a_k - y[k]) ** 2)) / 2,
    gradient: (a, y) => a.map((a_k, k) => a_k - y[k]),
  },
  cross_entropy: {
    label: "cross-entropy", domain: [0, 1], targets: [0, 1],
    f: (a, y) => -sum(a.map((a_k, k) => yLog(y[k], Math.log(a_k)) + yLog(1 - y[k], Math.log1p(-a_k)))),
    gradient: (a, y) => a.map((a_k, k) => yOver(1 - y[k], 1 - a_k) - yOver(y[k], a_k)),
  },
  log_likelihood: {
    label: "log-likelihood", domain: [0, 1], targets: [0, 1],
    f: (a, y) => -sum(a.map((a_k, k) => yLog(y[k], Math.log(a_k)))),
    gradient: (a, y) => a.map((a_k, k) => -yOver(y[k], a_k)),
  },
};

/** @returns {boolean} whether the cost is defined for every value that the activation takes. */
export function compatible(activation, cost) {
  return cost.domain[0] <= activation.range[0] && activation.range[1] <= cost.domain[1];
}

const STEP = Math.cbrt(Number.EPSILON);

/** @returns {Vector} (36): dC/dz_j, measured by nudging each z_j both ways. */
export function deltaFiniteDifference(activation, cost, z, y) {
  return z.map((z_j, j) => {
    const h = STEP * Math.max(1, Math.abs(z_j));
    const at = (nudged) => cost.f(activation.f(z.map((z_i, i) => (i === j ? nudged : z_i))), y);
    return (at(z_j + h) - at(z_j - h)) / (z_j + h - (z_j - h));
  });
}

/** @returns {Matrix} the terms of (37), terms[k][j] = dC/da_k da_k/dz_j: what the route z_j -> a_k -> C carries. */
export function routeTerms(activation, cost, z, y) {
  const dC_da = cost.gradient(activation.f(z), y);
  return activation.jacobian(z).map((row, k) => row.map((da_k_dz_j) => dC_da[k] * da_k_dz_j));
}

/** @returns {Vector} (37): delta_j = sum_k dC/da_k da_k/dz_j. */
export function deltaFullSum(activation, cost, z, y) {
  const terms = routeTerms(activation, cost, z, y);
  return z.map((_, j) => sum(terms.map((row) => row[j])));
}
