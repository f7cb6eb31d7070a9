// The reply to an answer, found in the table of outcomes that Python has made: the twin of bp1/exercises/judging.py.
import { readNumber } from "./numbers.js";

const EXACT = 1e-9; // how near to a rounded outcome counts as that

/**
 * @typedef {{right: boolean|null, heading: string, sentence: string, href: string, page: string}} Reply
 * @returns {Reply} what the exercise says to the answer
 * @param {object} material the exercise
 * @param {string} answer numbers with semicolons between them
 */
export function reply(material, answer) {
  const found = answer.length <= material.longest ? answer.split(";").map(readNumber) : [];
  if (found.length !== material.count || found.includes(null)) return material.unreadable;
  return JUDGES[material.kind](material, found);
}

const JUDGES = { numbers, cells, order };

function numbers({ outcomes, tolerance, unknown }, found) {
  const near = (x, y, i, rounded) => Math.abs(x - y) <= tolerance || Math.abs(x - rounded[i]) <= EXACT;
  return outcomes.find(({ value, rounded }) => found.every((x, i) => near(x, value[i], i, rounded))) ?? unknown;
}

function cells(material, found) {
  return found.every((x) => x === 0 || x === 1) ? numbers(material, found) : material.unreadable;
}

function order({ outcomes, shuffled, unreadable }, found) {
  if (found.some((x) => !shuffled.some((_, i) => x === i + 1)) || new Set(found).size !== found.length) return unreadable;
  const lines = found.map((x) => shuffled[x - 1]);
  const [right, ...mistakes] = outcomes;
  return mistakes.find((_, i) => lines.indexOf(i) > lines.indexOf(i + 1)) ?? right;
}
