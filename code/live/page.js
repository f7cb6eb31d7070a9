// What the buttons of a cell do, and what is said beside them.

import { edits } from "./edits.js";
import { keepPage } from "./keeping.js";
import { painter } from "./outputs.js";
import { enqueue, started, stop } from "./session.js";

const BUTTONS = { run: "Run", above: "Run all above", stop: "Stop", edit: "Edit", reset: "Reset", save: "Download", restart: "Restart Python" };
const LOST = "Names that cells had defined are lost: run cells again from the top.";
const BUSY = ["queued", "loading", "running"];
const PASSING = ["queued", "running"]; // most cells are done before it could be read
const SOON = 40; // ms

const seconds = (time) => `${time.toFixed(time < 0.1 ? 3 : 2)} s`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const SAYS = {
  idle: () => "",
  queued: () => "Queued.",
  loading: ({ names, total, fresh }) => (fresh
    ? `Downloading ${names.join(", ")}: ${megabytes(total)}, once; the browser keeps it. Stop cancels.`
    : `Starting ${names.join(", ")}.`),
  running: () => "Running.",
  done: ({ status, time }) => (status === "ok" ? `Done in ${seconds(time)}.` : `Failed after ${seconds(time)}.`),
  lacking: ({ names }) => `Not run: it needs ${names.join(", ")} from cells above.`,
  undelivered: ({ text }) => `Not run: ${text} Run tries again.`,
  crashed: ({ text }) => `Python broke down (${text}). ${LOST}`,
  stopped: ({ lost }) => `Stopped.${lost ? ` ${LOST}` : ""}`,
  dropped: () => "Not run, because a cell before it was not.",
  restarted: () => `Python starts afresh with the next Run. ${LOST}`,
};

let kept; // whether the page has been kept for a visit without a network
const cells = [...document.querySelectorAll(".cell:has(.live-bar)")].map(equip);
document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("live.css", import.meta.url) }));

/** @returns {object} all that is known of one cell */
function equip(element, i) {
  const input = element.querySelector(".cell_input");
  const bar = element.querySelector(".live-bar");
  const progress = Object.assign(document.createElement("progress"), { hidden: true, ariaLabel: "Download" });
  const buttons = Object.fromEntries(Object.entries(BUTTONS).map(([action, label]) => [action, buttonIn(bar, action, label)]));
  const status = bar.querySelector(".live-status");
  bar.replaceChildren(...Object.values(buttons), progress, status);
  const cell = { name: `cell ${i + 1}`, input, bar, buttons, status, progress, state: "idle", paint: painter(input) };
  cell.text = edits(cell.name, input, { run: () => run(cell), change: () => refresh(cell) });
  element.addEventListener("live-turn", ({ detail }) => turn(cell, detail));
  if (cell.text.changed()) status.textContent = "Your edit.";
  refresh(cell);
  return cell;
}

function buttonIn(bar, action, label) {
  const there = bar.querySelector(`[data-live="${action}"]`);
  const button = there ?? Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.dataset.live = action;
  return button;
}

/** Do what a button of a cell says. @param {Element} element the cell @param {string} action see BUTTONS */
export function press(element, action) {
  const cell = cells.find(({ input }) => element.contains(input));
  const acts = {
    run: () => run(cell),
    above: () => runAbove(cell),
    stop: () => stop("stopped", { lost: started() }),
    edit: () => cell.text.edit(),
    reset: () => { cell.text.reset(); cell.paint.original(); enter(cell, "idle", {}); },
    save: () => cell.text.save(),
    restart: () => { stop(); enter(cell, "restarted", {}); },
  };
  acts[action]();
}

const above = (cell) => cells.slice(0, cells.indexOf(cell));

function run(cell, needed = above(cell).map(({ text }) => text.get())) {
  if (BUSY.includes(cell.state)) return;
  cell.paint.next();
  enqueue({ source: cell.text.get(), name: cell.name, above: needed, hear: (event, content) => hear(cell, event, content) });
}

/** Run the cells above, from the first one, and then this one. */
function runAbove(cell) {
  for (const one of [...above(cell), cell]) run(one, []);
}

/** Tell Python that a control of the cell was turned; what comes of it is shown with the cell's outputs. */
function turn(cell, detail) {
  if (!started()) return enter(cell, "restarted", {});
  enqueue({ turn: detail, hear: (event, content) => {
    if (event === "output") cell.paint.show(content.kind, content.content);
    if (event === "crashed") enter(cell, event, content);
  } });
}

/** Show what has happened to a cell. */
function hear(cell, event, content) {
  if (event === "output") return cell.paint.show(content.kind, content.content);
  if (event === "done" || event === "crashed") cell.paint.end();
  enter(cell, event, content);
  if (event === "done") kept ??= keepPage();
}

/** Note what has become of a cell, and show it; what may pass at once only after a while: drawing it takes a frame. */
function enter(cell, state, content) {
  cell.state = state;
  clearTimeout(cell.passing);
  if (PASSING.includes(state)) cell.passing = setTimeout(say, SOON, cell, state, content);
  else say(cell, state, content);
}

function say(cell, state, content) {
  const text = SAYS[state](content);
  if (state !== "loading" || cell.status.textContent !== text) cell.status.textContent = text; // of a download only what is new is said aloud
  cell.progress.hidden = state !== "loading" || !content.fresh;
  Object.assign(cell.progress, state === "loading" ? { max: content.total, value: content.done } : {});
  if (state !== "loading") cells.forEach(refresh); // what can be done with one cell may depend on another
}

/** Show the buttons that make sense now; the focus goes on to the next one when its own goes away. */
function refresh(cell) {
  const busy = BUSY.includes(cell.state);
  const shown = {
    run: !busy, above: cell.state === "lacking", stop: busy, edit: !cell.text.open(), reset: cell.text.changed() && !busy,
    save: cell.text.changed(), restart: started() && !busy && cell.state !== "idle",
  };
  const focused = document.activeElement;
  for (const [action, button] of Object.entries(cell.buttons)) button.hidden = !shown[action];
  if (focused?.hidden && cell.bar.contains(focused)) cell.bar.querySelector("button:not([hidden])").focus();
}
