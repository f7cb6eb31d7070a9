// All outputs that softmax can have with n = 3 lie on a triangle: the point a, where each dial moves it, and where a
// step against delta moves it by (37) and by (38).
import { h, hide, indices, mark, name, number, set } from "./dom.js";

const CORNERS = [[36, 206], [236, 206], [136, 32.8]]; // px: e_1, e_2, e_3, an equilateral triangle of side 200
const LIFT = [113, -85]; // px for 1 unit of a off the plane: drawn to the upper right, at the scale of the plane
const STEP = 80; // px of the longer of the two steps against delta
const EDGE = 0.0025; // as near to a side as the point can be dragged: softmax never reaches it

/** @returns {object} the triangle's elements, and onDrag(z, callback) */
export function buildTriangle() {
  const arrow = (kind) => h("path", { class: `arrow ${kind}` });
  const text = (kind, ...content) => h("text", { class: kind }, ...content);
  const triangle = {
    moves: indices(3).map(() => arrow("move")), moveTexts: indices(3).map((j) => text("move", name("z", j))),
    right: arrow("right"), wrong: arrow("wrong"), foot: h("line", { class: "foot" }),
    rightText: text("right", "(37)"), wrongText: text("wrong", "(38)"),
    point: h("circle", { class: "point", r: 8 }), grip: h("circle", { class: "grip", r: 22 }),
    budget: h("p", { class: "note" }),
  };
  triangle.picture = h("svg", { viewBox: "0 0 280 232", role: "img", "aria-label": "the triangle" },
    h("polygon", { class: "side", points: CORNERS.join(" ") }),
    ...CORNERS.map(([x, y], k) => h("text", { class: "corner", x, y: y + (k === 2 ? -10 : 20) }, `only ${name("a", k)}`)),
    ...triangle.moves, ...triangle.moveTexts, triangle.foot, triangle.right, triangle.wrong,
    triangle.rightText, triangle.wrongText, triangle.point, triangle.grip);
  triangle.trianglePane = h("div", { class: "pane triangle" },
    h("p", { class: "title" }, "Where the lamps stand, and where a step takes them"), triangle.picture, triangle.budget);
  triangle.onDrag = (z, callback) => dragged(triangle, z, callback);
  return triangle;
}

/** Draw the triangle; it is there for softmax with three outputs alone. */
export function drawTriangle(parts, { activation, n, a, jacobian, ask, step }) {
  hide(parts.trianglePane, activation !== "softmax" || n !== 3 || ask);
  mark(parts.trianglePane.parentElement, { wide: !parts.trianglePane.hidden });
  if (parts.trianglePane.hidden) return;
  const here = place(a);
  for (const j of indices(3)) {
    const head = add(here, flat(jacobian.map((row) => row[j])));
    set(parts.moves[j], { d: arrowPath(here, head) });
    set(parts.moveTexts[j], beyond(here, head, 13));
  }
  const size = stepSize(a, step);
  const drawn = (move) => drawnMove(move).map((x) => x * size);
  const [right, wrong] = [step.full, step.diagonal].map((move) => add(here, drawn(move)));
  const foot = add(here, flat(step.diagonal).map((x) => x * size));
  set(parts.right, { d: arrowPath(here, right) });
  set(parts.wrong, { d: arrowPath(here, wrong) });
  set(parts.foot, { x1: foot[0], y1: foot[1], x2: wrong[0], y2: wrong[1] });
  set(parts.rightText, beside(here, right, -22));
  set(parts.wrongText, beside(here, wrong, 22));
  for (const part of [parts.point, parts.grip]) set(part, { cx: here[0], cy: here[1] });
  const lost = step.diagonal.reduce((total, x) => total + x, 0);
  set(parts.budget, { text: `Drag the point. Blue: what each dial does. A step of −δ by (37) stays on the triangle. One who trusts (38) `
    + (lost === 0 ? "agrees here." : `expects the sum of the lamps to change by ${number(lost, 4)}: off the triangle, where no softmax output is.`) });
  set(parts.picture, { "aria-label": `The triangle of all outputs of softmax. The lamps stand at ${a.map((x) => number(x, 3)).join(", ")}.` });
}

/** @returns {number} what to multiply both steps with: the longer gets STEP px, and (37)'s does not reach a side */
function stepSize(a, { full, diagonal }) {
  const longer = Math.max(...[full, diagonal].map((move) => Math.hypot(...drawnMove(move)))) || 1;
  const room = a.map((a_k, k) => (full[k] < 0 ? -a_k / full[k] : Infinity));
  return Math.min(STEP / longer, 0.9 * Math.min(...room), Number.MAX_VALUE); // finite, however short the steps are
}

/** @returns {number[]} where on the picture the output a lies: its corners weighted by a */
const place = (a) => [0, 1].map((axis) => a.reduce((total, a_k, k) => total + a_k * CORNERS[k][axis], 0));
const add = (p, q) => p.map((x, i) => x + q[i]);

/** @returns {number[]} the part of a move of a that lies in the triangle's plane, in px */
function flat(move) {
  const mean = move.reduce((total, x) => total + x, 0) / 3;
  return place(move.map((x) => x - mean));
}

/** @returns {number[]} a move of a, in px: its part in the plane, and off the plane its part along (1, 1, 1) */
function drawnMove(move) {
  const off = move.reduce((total, x) => total + x, 0) / Math.sqrt(3);
  return add(flat(move), LIFT.map((x) => x * off));
}

/** @returns {string} the path of an arrow; nothing if it has no length to speak of */
function arrowPath([x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 1) return "";
  const [u, v] = [(x1 - x0) / length, (y1 - y0) / length];
  const barb = (side) => `${x1 - 9 * u + side * 4.5 * v} ${y1 - 9 * v - side * 4.5 * u}`;
  return `M${x0} ${y0}L${x1} ${y1}M${barb(1)}L${x1} ${y1}L${barb(-1)}`;
}

/** @returns {{x: number, y: number, visibility: string}} where to write beyond the head of an arrow */
function beyond([x0, y0], [x1, y1], distance) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  return { x: x1 + ((x1 - x0) * distance) / length, y: y1 + ((y1 - y0) * distance) / length + 5,
    visibility: length < 3 ? "hidden" : "visible" };
}

/** @returns {{x: number, y: number, visibility: string}} where to write beside the head of an arrow */
function beside([x0, y0], [x1, y1], distance) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const side = (y0 - y1 || 1) > 0 ? distance : -distance; // the same side whether it points up or down
  return { x: x1 + side, y: y1 + 5, visibility: length < 3 ? "hidden" : "visible" };
}

/** Call back with z whenever the point is dragged: ln a, shifted so that the mean of the dials, z(), stays. */
function dragged({ grip, picture }, z, callback) {
  grip.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // or the page scrolls
  grip.addEventListener("pointerdown", (event) => { grip.setPointerCapture(event.pointerId); event.preventDefault(); });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const log = outputAt(at).map(Math.log);
    const shift = (z().reduce((s, x) => s + x, 0) - log.reduce((s, x) => s + x, 0)) / 3;
    callback(log.map((x) => Math.round(100 * (x + shift)) / 100));
  });
}

/** @returns {number[]} the output a at a point of the picture, or the nearest that softmax can have */
function outputAt({ x, y }) {
  const third = (CORNERS[0][1] - y) / (CORNERS[0][1] - CORNERS[2][1]);
  const second = (x - CORNERS[0][0] - third * (CORNERS[2][0] - CORNERS[0][0])) / (CORNERS[1][0] - CORNERS[0][0]);
  const kept = [1 - second - third, second, third].map((share) => Math.max(EDGE, share));
  const total = kept.reduce((s, share) => s + share, 0);
  return kept.map((share) => share / total);
}
