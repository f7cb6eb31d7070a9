// The one reader of numbers that people type: all inputs of the book, on its pages and in its notebooks.

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * @returns {number|null} the number that the text says, be it 0.5, .5, 0,5, 5e-1, 1/2 or 50 %; null for anything else,
 *   and for what is too large for a number
 * @param {string} text
 */
export function readNumber(text) {
  let plain = text.trim().replaceAll("−", "-");
  let whole = 1;
  if (plain.endsWith("%")) [plain, whole] = [plain.slice(0, -1).trim(), 100];
  const [above, below, more] = plain.split("/").map((part) => part.trim());
  if (more !== undefined) return null;
  const [numerator, denominator] = [readPlain(above), below === undefined ? 1 : readPlain(below)];
  const value = numerator === null || denominator === null ? NaN : numerator / (denominator * whole); // one rounding: 57 % is 0.57
  return Number.isFinite(value) ? value : null;
}

const readPlain = (text) => (NUMBER.test(text) ? Number(text.replace(",", ".")) : null);

/** @returns {number[]|null} the entries, separated by spaces or semicolons, with or without brackets around them */
export function readVector(text) {
  const inner = text.trim().replace(/^[[(](.*)[\])]$/s, "$1").trim();
  const entries = inner.split(/\s*;\s*|\s+/).map(readNumber);
  return entries.includes(null) ? null : entries;
}
