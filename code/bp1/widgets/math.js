// The equations of activations.py, costs.py and delta.py once more, for the reader's browser.
// tests/site/test_math_js.py holds the two together over the registries, to 1e-12 of the largest term summed.
// Vectors are arrays of numbers; a Jacobian is an array of rows: jacobian[k][j] is da_k/dz_j.

/**
 * @typedef {number[]} Vector
 * @typedef {Vector[]} Matrix
 * @typedef {{label: string, range: [number, number], elementwise: boolean, f: (z: Vector) => Vector,
 *            jacobian: (z: Vector) => Matrix}} Activation
 * @typedef {{label: string, domain: [number, number], targets: [number, number], f: (a: Vector, y: Vector) => number,
 *            gradient: (a: Vector, y: Vector) => Vector}} Cost
 */

export const sum = (terms) => terms.reduce((total, term) => total + term, 0);

/** @returns {Activation} a_k = f(z_k): f'(z_j) on the Jacobian's diagonal, 0 everywhere else. */
function elementwise(label, range, f, fPrime) {
  return {
    label, range, elementwise: true,
    f: (z) => z.map(f),
    jacobian: (z) => z.map((_, k) => z.map((z_j, j) => (k === j ? fPrime(z_j) : 0))),
  };
}

function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

function sigmoidPrime(z) {
  const e = Math.exp(-Math.abs(z));
  return e / (1 + e) ** 2;
}

function softmax(z) {
  const top = Math.max(...z);
  const e = z.map((z_k) => Math.exp(z_k - top));
  const total = sum(e);
  return e.map((e_k) => e_k / total);
}

function softmaxJacobian(z) {
  const a = softmax(z);
  const rivals = (j) => sum(a.map((a_k, k) => (k === j ? 0 : a_k * a[j])));
  return a.map((a_k, k) => a.map((a_j, j) => (k === j ? rivals(j) : -a_k * a_j)));
}

function logSoftmax(z) {
  const top = Math.max(...z);
  const logTotal = Math.log(sum(z.map((z_k) => Math.exp(z_k - top))));
  return z.map((z_k) => z_k - top - logTotal);
}

function logSoftmaxJacobian(z) {
  const p = softmax(z);
  const rivals = (j) => sum(p.map((p_k, k) => (k === j ? 0 : p_k)));
  return p.map((_, k) => p.map((p_j, j) => (k === j ? rivals(j) : -p_j)));
}

const LEAK = 0.01;

/** @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  sigmoid: elementwise("sigmoid", [0, 1], sigmoid, sigmoidPrime),
  tanh: elementwise("tanh", [-1, 1], Math.tanh, (z) => 4 * sigmoidPrime(2 * z)),
  relu: elementwise("ReLU", [0, Infinity], (z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)),
  leaky_relu: elementwise(
    "leaky ReLU", [-Infinity, Infinity], (z) => Math.max(z, LEAK * z), (z) => (z > 0 ? 1 : LEAK)),
  linear: elementwise("linear", [-Infinity, Infinity], (z) => z, () => 1),
  softplus: elementwise(
    "softplus", [0, Infinity], (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), sigmoid),
  softmax: { label: "softmax", range: [0, 1], elementwise: false, f: softmax, jacobian: softmaxJacobian },
  log_softmax: {
    label: "log-softmax", range: [-Infinity, 0], elementwise: false, f: logSoftmax, jacobian: logSoftmaxJacobian },
};

// An output without a target weighs nothing, even at log 0 and at 1 / 0.
const yLog = (y, log) => (y === 0 ? 0 : y * log);
const yOver = (y, x) => (y === 0 ? 0 : y / x);

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

/** @returns {Vector} (38): the one term k = j. */
export function deltaDiagonalOnly(activation, cost, z, y) {
  return routeTerms(activation, cost, z, y).map((row, j) => row[j]);
}
