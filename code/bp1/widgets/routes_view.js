// What the flagship widget says: every number and word on its face, computed from its traits, and what is wrong with traits.
import { indices, name, number } from "./dom.js";
import { ACTIVATIONS, COSTS, deltaFiniteDifference, routeTerms, sum } from "./math.js";
import { misfit } from "./menus.js";
import { MOST } from "./routes_controls.js";

const LIMIT = 1000; // of typed numbers, both ways

/**
 * @typedef {{activation: string, cost: string, z: number[], y: number[], j: number, ask: boolean}} Traits
 * @returns {string} what is wrong with the traits and what would be right; "" if nothing is
 * @param {Traits} traits
 */
export function fault({ activation, cost, z, y, j }) {
  if (!Object.hasOwn(ACTIVATIONS, activation)) return `no activation is called ${activation}`;
  if (!Object.hasOwn(COSTS, cost)) return `no cost is called ${cost}`;
  const [f, C] = [ACTIVATIONS[activation], COSTS[cost]];
  if (misfit(f, C)) return misfit(f, C);
  const numbers = [z, y].every((v) => Array.isArray(v) && v.every((x) => Number.isFinite(x) && Math.abs(x) <= LIMIT));
  if (!numbers) return `z and y are numbers from −${LIMIT} to ${LIMIT}, such as −2, 0.5, 0,5 or 1/2; between two, a space or ;`;
  if (z.length !== y.length || z.length < 1 || z.length > MOST) return `z and y are equally many numbers, 1 to ${MOST}`;
  if (!(j in z)) return `j is one of 0 to ${z.length - 1}`;
  const [low, high] = C.targets;
  if (y.some((y_k) => y_k < low || y_k > high)) return `targets of the ${C.label} cost go from ${low} to ${high}`;
  const a = f.f(z);
  const k = C.gradient(a, y).findIndex((g) => !Number.isFinite(g));
  if (k >= 0) return `∂C/∂${name("a", k)} is infinite there, because ${name("a", k)} is ${number(a[k], 3)}`;
  return deltaFiniteDifference(f, C, z, y).every(Number.isFinite) ? "" : "C is infinite a nudge from there, so (36) can’t be measured";
}

/**
 * @returns {object} every number and word on the widget's face
 * @param {Traits} traits without a fault
 */
export function compute({ activation, cost, z, y, j, ask }) {
  const [f, C] = [ACTIVATIONS[activation], COSTS[cost]];
  const a = f.f(z);
  const jacobian = f.jacobian(z);
  const all = routeTerms(f, C, z, y);
  const terms = all.map((row) => row[j]);
  const view = {
    activation, cost, z, y, j, ask, a, jacobian, terms, n: z.length,
    C: C.f(a, y),
    dC_da: C.gradient(a, y),
    column: jacobian.map((row) => row[j]),
    zeros: jacobian.map((row, k) => row.map((value, i) => zeroKind(f, value, k, i, z.length))),
    full: sum(terms),
    diagonal: terms[j],
    step: { // how a answers a step of z against delta: as softmax does, and as one expects who knows the diagonal only
      full: jacobian.map((row) => -sum(row.map((x, i) => x * sum(all.map((t) => t[i]))))),
      diagonal: jacobian.map((row, i) => -row[i] * all[i][i]),
    },
    measured: deltaFiniteDifference(f, C, z, y)[j],
  };
  return { ...view, ...words(view) };
}

/** @returns {keyof ZEROS|""} in which sense the entry of the Jacobian is zero; "" if in none */
function zeroKind({ elementwise, label }, value, k, i, n) {
  if (value !== 0) return Math.abs(value) < 0.0005 ? "tiny" : "";
  if (elementwise && k !== i) return "structural";
  if (label === "ReLU") return "flat";
  return n === 1 && !elementwise ? "constant" : "underflow";
}

/** @returns {{say: string, verdict: string}} what is happening, in words */
function words({ j, column, zeros, terms, full, diagonal, n }) {
  const open = indices(n).filter((k) => column[k] !== 0);
  const others = open.filter((k) => k !== j);
  const turn = `Turn ${name("z", j)} up`;
  const lost = column.some((_, k) => zeros[k][j] === "underflow");
  if (open.length === 0) {
    return lost
      ? { say: `${turn}: no lamp answers that floating-point numbers could tell.`, verdict: "both are 0 in floating point" }
      : { say: `${turn}: no lamp answers.`, verdict: "both are 0" };
  }
  const moves = [["brightens", "brighten", (x) => x > 0], ["dims", "dim", (x) => x < 0]].flatMap(([one, many, moved]) => {
    const lamps = open.filter((k) => moved(column[k])).map((k) => name("a", k));
    return lamps.length ? [`${lamps.join(", ")} ${lamps.length > 1 ? many : one}`] : [];
  });
  if (others.length === 0) {
    return {
      say: `${turn}: one lamp answers, ${moves[0]}. `
        + `One route is ${lost ? "left, the others have underflowed" : "open"}, so the sum (37) has one term, (38).`,
      verdict: lost ? "the same in floating point" : "the same: no other route is open",
    };
  }
  return {
    say: `${turn}: ${moves.join(" and ")}. `
      + (open.length > 1 ? `${open.length} routes are open, so (37) adds ${open.length} shares.` : "One route is open, another lamp’s.")
      + ` (38) keeps ${column[j] === 0 ? "none" : "one"} of them.`,
    verdict: verdict(full, diagonal, Math.max(...terms.map(Math.abs))),
  };
}

/** @returns {string} how the one term compares with the sum */
function verdict(full, diagonal, largest) {
  if (largest === 0) return "both are 0";
  if (Math.abs(full) < 1e-14 * largest) return "but the shares cancel: the sum is 0, up to rounding";
  const ratio = diagonal / full;
  if (ratio < 0) return "has the wrong sign";
  if (Math.abs(ratio - 1) < 0.01) return "within 1 % of the sum, here";
  return ratio < 1 ? `misses ${Math.round(100 * (1 - ratio))} % of the sum` : `is ${number(ratio, 2)} times the sum`;
}
