// Python, in a worker: it loads what a cell imports, runs the cell, and tells the page all that happens.

import { FileFault, obtain } from "./files.js";

const HERE = new URL("./", import.meta.url);
const LIST = new URL("files.json", HERE).href;
const GLUE = `
import json
from live import kernel
lambda post: (kernel, kernel.Kernel(lambda kind, content: post(kind, json.dumps(content))))
`;
const IMPORTS = /^\s*(?:import|from)\s+(\w+)/gm;
const OFF_LIMITS = ["caches", "indexedDB", "Worker"]; // the reader's code may not change what is kept for later visits

const files = fetch(LIST).then((answer) => answer.json());
let python; // once something has been run

const tell = (type, content) => postMessage({ type, ...content });
const listed = (proxy) => { const names = proxy.toJs(); proxy.destroy(); return names; };

/** @returns {string[]} the packages that the modules come in, and all that these depend on */
function packagesFor({ packages }, modules) {
  const found = new Set();
  const add = (name) => {
    if (found.has(name)) return;
    found.add(name);
    packages[name].depends.forEach(add);
  };
  for (const [name, { imports }] of Object.entries(packages)) if (imports.some((module) => modules.includes(module))) add(name);
  return [...found];
}

/** Fetch files of the runtime, and tell the page what they are and how far they are. */
async function download(list, names, core = []) {
  const wheels = names.map((name) => ({ ...list.packages[name], name: list.packages[name].served }));
  const runtime = new URL(list.runtime, HERE);
  const wanted = [...core, ...wheels].map(({ name, sha256, size }) => ({ name, sha256, size, url: new URL(name, runtime).href }));
  const shown = [...(core.length ? ["Python"] : []), ...names.filter((name) => name !== "live")];
  await obtain(wanted, runtime.href, (done, total, fresh) => tell("loading", { names: shown, done, total, fresh }));
}

/** @returns {Promise<object>} Pyodide, which takes each file as it arrives */
async function load(runtime, packages) {
  const { loadPyodide } = await import(`${runtime}pyodide.mjs`);
  const silent = () => {}; // it would print what it loads
  return loadPyodide({ indexURL: runtime, lockFileURL: LIST, packages, stdout: silent });
}

/** @returns {Promise<{pyodide, reading, kernel}>} Python, with the packages that its first cell names */
async function start(source) {
  const list = await files;
  const runtime = new URL(list.runtime, HERE).href;
  const named = [...source.matchAll(IMPORTS)].map(([, module]) => module);
  const packages = packagesFor(list, ["live", ...named]);
  const arriving = download(list, packages, Object.entries(list.core).map(([name, entry]) => ({ name, ...entry })));
  const loading = load(runtime, packages);
  loading.catch(() => {}); // if a file does not arrive, it is the file that is named
  await arriving;
  const pyodide = await loading;
  pyodide._api.on_fatal = (fault) => tell("crashed", { text: fault.message || String(fault) }); // it answers no more
  const made = pyodide.runPython(GLUE)((kind, content) => tell("output", { kind, content: JSON.parse(content) }));
  for (const name of OFF_LIMITS) for (let place = self; place; place = Object.getPrototypeOf(place)) delete place[name];
  return { pyodide, reading: made.get(0), kernel: made.get(1) };
}

/** Load what the cell imports and is not there yet; once bp1 is there, the kernel also knows what bp1 imports. */
async function prepare({ pyodide, reading }, source) {
  const list = await files;
  const missing = packagesFor(list, listed(reading.needs(source))).filter((name) => !(name in pyodide.loadedPackages));
  if (missing.length === 0) return;
  await download(list, missing);
  await pyodide.loadPackage(missing, { messageCallback: () => {} });
  await prepare({ pyodide, reading }, source);
}

/** @returns {string[]} the names that the cell reads, that nothing has bound yet, and that cells above it bind */
function lacking({ reading, kernel }, source, above) {
  const bound = new Set(above.flatMap((cell) => listed(reading.defines(cell))));
  return listed(reading.uses(source)).filter((name) => bound.has(name) && !kernel.names.has(name));
}

/** Tell Python what a reader has done with a control; what goes wrong in that is shown, and keeps no cell from running. */
async function hear({ id, data }) {
  tell("running");
  await python.kernel.hear(id, python.pyodide.toPy(data));
  tell("done", { status: "ok" });
}

/** Run one cell; the page sends the next one when it has heard how this one ended. */
async function run({ source, name, above, turn }) {
  if (turn) return hear(turn);
  python ??= await start(source);
  const names = lacking(python, source, above);
  if (names.length) return tell("lacking", { names });
  await prepare(python, source);
  tell("running");
  const before = performance.now();
  const status = await python.kernel.run(source, name);
  tell("done", { status, time: (performance.now() - before) / 1000 });
}

addEventListener("message", ({ data }) => run(data).catch((fault) => {
  tell(fault instanceof FileFault ? "undelivered" : "crashed", { text: fault.message || String(fault) });
}));
