// The page's one Python: a worker that runs one cell after the other, and what waits for it.

const WORKER = new URL("worker.js", import.meta.url).href;

/**
 * @typedef {object} Job a cell to be run
 * @property {string} source
 * @property {string} name what tracebacks call it
 * @property {string[]} above the sources of the cells that it may need, or none to run it as it is
 * @property {{id: string, data: object}} [turn] instead of the three: a control, and what Python is to hear of it
 * @property {(event: string, content: object) => void} hear is told all that happens to it
 */

const waiting = [];
let current; // the job that is being run
let worker;
let alive = false; // whether Python has run anything since it was started

/** @returns {boolean} whether there is a Python that may have names of the reader's */
export const started = () => alive;

/** Run a job after those that wait. @param {Job} job */
export function enqueue(job) {
  const same = waiting.findIndex(({ turn }) => turn && turn.id === job.turn?.id); // a dial that is turned further
  if (same >= 0) return waiting.splice(same, 1, job);
  waiting.push(job);
  job.hear("queued", {});
  if (!current) next();
}

/** End Python, whatever it does; names are lost, and what waits is not run. */
export function stop(event = "stopped", content = {}) {
  worker?.terminate();
  worker = undefined;
  alive = false;
  settle(event, content);
}

function next() {
  current = waiting.shift();
  if (!current) return;
  worker ??= launch();
  const { hear: _, ...message } = current;
  worker.postMessage(message);
}

/** @returns {Worker} a worker that may connect to this site alone: started from a blob, it inherits the page's policy */
function launch() {
  const address = URL.createObjectURL(new Blob([`import ${JSON.stringify(WORKER)};`], { type: "text/javascript" }));
  const launched = new Worker(address, { type: "module" });
  launched.addEventListener("message", ({ data: { type, ...content } }) => launched === worker && hear(type, content));
  launched.addEventListener("error", (event) => {
    event.preventDefault();
    stop("crashed", { text: event.message ?? "its script could not be loaded" });
  });
  return launched;
}

const LAST = { // what ends a job, and whether the jobs behind it may still run
  done: ({ status }) => status === "ok",
  lacking: () => false,
  undelivered: () => false,
};

function hear(type, content) {
  if (type === "crashed" || (type === "undelivered" && !alive)) return stop(type, content);
  if (type === "running") alive = true;
  if (!(type in LAST)) return current.hear(type, content);
  if (!LAST[type](content)) return settle(type, content);
  const ended = current;
  current = undefined;
  ended.hear(type, content);
  next();
}

/** Tell the current job how it ended, and those behind it that they were not run. */
function settle(event, content) {
  const [ended, dropped] = [current, waiting.splice(0)];
  current = undefined;
  ended?.hear(event, content);
  for (const job of dropped) job.hear("dropped", {});
}
