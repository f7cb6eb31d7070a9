// The stepper's picture: neurons in six columns, what the step computes and from what lit, and weights to be clicked.
import { h, indices, set, short } from "./dom.js";
import { COST, SIZES, WEIGHTS, slopeName, valueName } from "./stepper_pass.js";

const NARROW = 520; // px: below, the network stands on its head, inputs above
const GAPS = indices(COST);
const NODES = SIZES.flatMap((size, c) => indices(size).map((i) => ({ c, i })));
const RADIUS = 15;

/** @returns {object} the elements of the picture, none of them placed yet */
export function buildGraph(change) {
  const nodes = NODES.map(({ c, i }) => ({
    c, i, disc: h("circle", { r: RADIUS }), name: h("text", { class: "name" }, valueName(c, i)),
    value: h("text", { class: "value", "data-name": `value ${valueName(c, i)}` }),
    slope: h("text", { class: "slope", "data-name": `slope ${valueName(c, i)}` }),
  }));
  const edges = GAPS.flatMap((gap) => indices(SIZES[gap + 1]).flatMap((j) => indices(SIZES[gap]).map((k) =>
    ({ gap, j, k, line: h("path") }))));
  const hits = WEIGHTS.map(([layer, j, k]) => ({ gap: 2 * layer, j, k, line: h("path", { class: "hit" }) }));
  hits.forEach(({ line }, i) => line.addEventListener("click", () => change({ picked: WEIGHTS[i] })));
  const svg = h("svg", { role: "img" }, ...[...edges, ...hits].map(({ line }) => line),
    ...nodes.flatMap(({ disc, name, value, slope }) => [disc, name, value, slope]));
  return { svg, nodes, edges, hits };
}

/** Show the view at the width that the picture has on the page, so that its text is never scaled. */
export function drawGraph({ svg, nodes, edges, hits }, view) {
  const width = svg.getBoundingClientRect().width || 320;
  const narrow = width < NARROW;
  const height = narrow ? 550 : 276;
  const [long, wide] = narrow ? [height, width] : [width, height];
  const inset = narrow ? 22 : 40; // of the first and the last column
  const at = (c, i) => {
    const along = inset + (c * (long - inset - (narrow ? 52 : 40))) / COST;
    const across = (wide / 3) * (i + 0.5 + (3 - SIZES[c]) / 2) - (narrow ? 0 : 16);
    return narrow ? [across, along] : [along, across];
  };
  set(svg, { viewBox: `0 0 ${width} ${height}`, style: `height: ${height}px` });
  for (const edge of edges) set(edge.line, { d: path(at, edge), class: edgeKind(view, edge) });
  for (const hit of hits) set(hit.line, { d: path(at, hit) });
  for (const node of nodes) drawNode(node, at(node.c, node.i), view, narrow ? "" : "slope ");
  set(svg, { "aria-label": `The network of 2, 3 and 3 neurons. ${known(view)}` });
}

const path = (at, { gap, j, k }) => `M${at(gap, k)}L${at(gap + 1, j)}`;

/** @returns {string} how an edge looks: gone where its route is closed by construction, lit where the step uses it */
function edgeKind({ f, g, gaps, back, picked }, { gap, j, k }) {
  const closed = j !== k && ((gap === 1 && f.elementwise) || (gap === 3 && g.elementwise));
  const used = gaps.includes(gap);
  const [layer, ...ends] = picked;
  const chosen = gap === 2 * layer && String(ends) === String([j, k]);
  const kinds = { closed, lit: used, back: used && back, picked: chosen };
  return ["edge", ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" ");
}

function drawNode({ c, i, disc, name, value, slope }, [x, y], { now, from, back, valued, sloped, values, slopes }, word) {
  const lit = now.includes(c) ? " now" : from.includes(c) ? " from" : "";
  set(disc, { cx: x, cy: y, class: `disc${lit}${back ? " back" : ""}` });
  set(name, { x, y: y + 4.5 });
  write(value, x, y + 30, valued[c], values[c][i], "");
  write(slope, x, y + 45, sloped[c], slopes[c][i], c % 2 ? "δ " : word);
}

function write(element, x, y, known, value, word) {
  set(element, { x, y, text: word + short(value), "data-value": value });
  element.classList.toggle("ahead", !known);
}

/** @returns {string} all that is known at this step, for those who do not see the picture */
function known({ valued, sloped, values, slopes }) {
  const say = (on, all, named) => NODES.flatMap(({ c, i }) => (on[c] ? [`${named(c, i)} = ${short(all[c][i])}`] : []));
  return [...say(valued, values, valueName), ...say(sloped, slopes, slopeName)].join(", ") + ".";
}
