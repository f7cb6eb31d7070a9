// What the replay draws: the regions of the plane with the points on them, and a curve for each equation.
import { ACTIVATIONS, sum } from "./math.js";
import { h, indices, set } from "./dom.js";

const EDGE = 2.2; // the picture shows the plane from -EDGE to EDGE
const CELLS = 56; // in a row
const SIZE = 280; // units, of the picture
const REGIONS = ["region one", "region two", "region three"];
const SHAPES = ["m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "m0-4l3.6 6.5h-7.2z", "m-2.8-2.8h5.6v5.6h-5.6z"]; // of the classes
const [WIDE, HIGH] = [240, 84]; // units, of a plot

/** @returns {(point: number[]) => number} the class that the network of these 39 parameters gives to a point */
export function network(hidden, parameters) {
  const rows = (from, m, n) => indices(n).map((i) => parameters.slice(from + m * i, from + m * (i + 1)));
  const [w2, b2, w3, b3] = [rows(0, 2, 6), parameters.slice(12, 18), rows(18, 6, 3), parameters.slice(36)];
  const weighted = (w, a, b) => w.map((row, j) => sum(row.map((w_jk, k) => w_jk * a[k])) + b[j]);
  return (point) => {
    const z = weighted(w3, ACTIVATIONS[hidden].f(weighted(w2, point, b2)), b3);
    return z.indexOf(Math.max(...z)); // softmax keeps the order
  };
}

/** @returns {number[][]} the class of each cell, row by row from the top */
export function map(classOf) {
  const centre = (i) => ((i + 0.5) * 2 * EDGE) / CELLS - EDGE;
  return indices(CELLS).map((row) => indices(CELLS).map((i) => classOf([centre(i), -centre(row)])));
}

/** @returns {{parts: object, svg: Element}} the picture, still empty */
export function buildPicture() {
  const paths = (names) => names.map((name) => h("path", { class: name }));
  const parts = {
    regions: paths(REGIONS), dots: paths(["dots", "dots", "dots"]), wrong: paths(["wrong", "wrong", "wrong"]),
    names: indices(3).map((k) => h("text", { class: "name" }, String(k + 1))),
  };
  const all = [...parts.regions, ...parts.dots, ...parts.wrong, ...parts.names];
  return { parts, svg: h("svg", { role: "img", class: "plane", viewBox: `0 0 ${SIZE} ${SIZE}` }, ...all) };
}

/** Draw the cells and the points; right[class] and wrong[class] are lists of points. */
export function drawPicture({ regions, dots, wrong, names }, view) {
  indices(3).forEach((k) => {
    set(regions[k], { d: cover(view.cells, k) });
    set(dots[k], { d: marks(view.right[k], SHAPES[k]) });
    set(wrong[k], { d: marks(view.wrong[k], SHAPES[k]) });
    const at = inside(view.cells, k);
    set(names[k], { x: at?.x ?? 0, y: (at?.y ?? 0) + 7, visibility: at ? null : "hidden" });
  });
}

/** @returns {string} the path that covers the cells of class k, a box for each stretch of a row */
function cover(cells, k) {
  const cell = SIZE / CELLS;
  const begins = (row, i) => row[i] === k && row[i - 1] !== k;
  const ends = (row, i) => row.findIndex((value, at) => at > i && value !== k);
  const box = (row, top) => (i) => {
    const end = ends(row, i) < 0 ? CELLS : ends(row, i);
    return `M${i * cell} ${top * cell}H${end * cell}v${cell}H${i * cell}z`;
  };
  return cells.flatMap((row, top) => indices(CELLS).filter((i) => begins(row, i)).map(box(row, top))).join("");
}

/** @returns {string} the path that puts the shape at each point */
const marks = (points, shape) => points.map(([x, y]) => `M${place(x)} ${place(-y)}${shape}`).join("");
const place = (x) => Math.round(((x + EDGE) * SIZE) / (2 * EDGE));

/** @returns {{x: number, y: number}|undefined} the cell of class k that is nearest to the mean of them */
function inside(cells, k) {
  const all = cells.flatMap((row, y) => row.flatMap((value, x) => (value === k ? [{ x, y }] : [])));
  if (!all.length) return undefined;
  const mean = (key) => sum(all.map((cell) => cell[key])) / all.length;
  const [x, y] = [mean("x"), mean("y")];
  const far = (cell) => Math.hypot(cell.x - x, cell.y - y);
  const best = all.reduce((one, other) => (far(other) < far(one) ? other : one));
  const units = SIZE / CELLS;
  return { x: (best.x + 0.5) * units, y: (best.y + 0.5) * units };
}

/** @returns {{parts: object, svg: Element}} a plot, still empty; the table below it says what it shows */
export function buildPlot() {
  const parts = {
    ground: h("path", { class: "ground", d: `M0 ${HIGH}H${WIDE}` }), now: h("path", { class: "now" }),
    lines: { 38: h("path", { class: "line one-term" }), 37: h("path", { class: "line full-sum" }) },
  };
  const svg = h("svg", { "aria-hidden": "true", class: "plot", viewBox: `-4 -4 ${WIDE + 8} ${HIGH + 8}` },
    parts.ground, parts.now, parts.lines[38], parts.lines[37]);
  return { parts, svg };
}

/** Draw the values of both equations over the epochs, from 0 to top, and where the moment is. */
export function drawPlot({ now, lines }, { epochs, values, top, moment }) {
  const x = (epoch) => (WIDE * epoch) / epochs.at(-1);
  for (const [equation, line] of Object.entries(lines)) {
    const spots = values[equation].map((value, i) => `${x(epochs[i])} ${(HIGH * (1 - value / top)).toFixed(1)}`);
    set(line, { d: `M${spots.join("L")}` });
  }
  set(now, { d: `M${x(epochs[moment])} 0V${HIGH}` });
}
