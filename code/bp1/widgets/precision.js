// The three precisions, each as the function that rounds to it: apply it after each arithmetic operation.
// Two roundings in a row do no harm: float64 has more than twice the digits of the other two, so +, -, *, / and the
// square root, rounded to float64 first, come out as if rounded once.
import { exact } from "./math.js";

/** @returns {number} x to the nearest float16, ties to even; Math.f16round is not in every browser yet */
export function half(x) {
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -14); // below 2^-14 the steps get no finer
  const step = 2 ** (exponent - 10);
  const far = 1.5 * 2 ** 52; // where float64 itself has nothing between whole numbers, and rounds ties to even
  const rounded = (x / step + far - far) * step;
  return Math.abs(rounded) > 65504 ? Math.sign(x) * Infinity : rounded;
}

/** @type {Record<string, {round: import("./math.js").Round, smallest: number}>} smallest: the least number above 0 */
export const PRECISIONS = {
  float64: { round: exact, smallest: 2 ** -1074 },
  float32: { round: Math.fround, smallest: 2 ** -149 },
  float16: { round: half, smallest: 2 ** -24 },
};
