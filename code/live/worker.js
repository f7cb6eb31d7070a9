// Python, in a worker: it loads what a cell imports, runs the cell, and tells the page all that happens.

import { FileFault, obtain } from "./files.js";

const HERE = new URL("./", import.meta.url);
const LIST = new URL("files.json", HERE).href;
const GLUE = `
import json
from live import kernel
lambda post: kernel.Kernel(lambda kind, content: post(kind, json.dumps(content)))
`;
const IMPORTS = /^\s*(?:import|from)\s+(\w+)/gm;
const PARTS = /\bbp1(?:\.\w+)+/g;
const OFF_LIMITS = ["caches", "indexedDB", "Worker"]; // the reader's code may not change what is kept for later visits

const files = fetch(LIST).then((answer) => answer.json());
const defined = new Set(); // names that cells have bound
let python; // {pyodide, kernel}, once something has been run

const tell = (type, content) => postMessage({ type, ...content });
const listed = (proxy) => { const names = proxy.toJs(); proxy.destroy(); return names; };

/** @returns {string[]} the packages that the modules come in, or parts of bp1 need, and all that these depend on */
function packagesFor({ packages, needs }, source, modules) {
  const wanted = new Set([...modules, ...(source.match(PARTS) ?? []).flatMap((part) => needs[part] ?? [])]);
  const found = new Set();
  const add = (name) => {
    if (found.has(name)) return;
    found.add(name);
    packages[name].depends.forEach(add);
  };
  for (const [name, { imports }] of Object.entries(packages)) if (imports.some((module) => wanted.has(module))) add(name);
  return [...found];
}

/** Fetch files of the runtime, and tell the page what they are and how far they are. */
async function download(list, names, core) {
  const wheels = names.map((name) => ({ ...list.packages[name], name: list.packages[name].file_name }));
  const files = [...core, ...wheels].map((file) => ({ ...file, url: new URL(file.name, new URL(list.runtime, HERE)).href }));
  const shown = [...(core.length ? ["Python"] : []), ...names.filter((name) => name !== "live")];
  await obtain(files, (done, total, fresh) => tell("loading", { names: shown, done, total, fresh }));
}

/** @returns {Promise<{pyodide, kernel}>} Python, with the packages that its first cell imports */
async function start(source) {
  const list = await files;
  const runtime = new URL(list.runtime, HERE).href;
  const guessed = [...source.matchAll(IMPORTS)].map(([, module]) => module);
  const names = packagesFor(list, source, ["live", ...guessed]);
  await download(list, names, Object.entries(list.core).map(([name, entry]) => ({ name, ...entry })));
  const { loadPyodide } = await import(`${runtime}pyodide.mjs`);
  const settings = { indexURL: runtime, lockFileURL: LIST, packages: names, env: { MPLBACKEND: "agg" } };
  const pyodide = await loadPyodide({ ...settings, stdout: () => {} }); // which tells what it has loaded
  const kernel = pyodide.runPython(GLUE)((kind, content) => tell("output", { kind, content: JSON.parse(content) }));
  for (const name of OFF_LIMITS) for (let place = self; place; place = Object.getPrototypeOf(place)) delete place[name];
  return { pyodide, kernel };
}

/** Load what the cell imports and is not there yet. */
async function prepare({ pyodide, kernel }, source) {
  const names = packagesFor(await files, source, listed(kernel.needs(source)));
  const missing = names.filter((name) => !(name in pyodide.loadedPackages));
  if (missing.length === 0) return;
  await download(await files, missing, []);
  await pyodide.loadPackage(missing, { messageCallback: () => {} });
}

/** @returns {string[]} the names that the cell reads, that nothing has bound yet, and that cells above it bind */
function lacking({ kernel }, source, above) {
  const bound = new Set(above.flatMap((cell) => listed(kernel.defines(cell))));
  return listed(kernel.uses(source)).filter((name) => bound.has(name) && !defined.has(name));
}

/** Run one cell; the page sends the next one when it has heard how this one ended. */
async function run({ source, name, above }) {
  python ??= await start(source);
  const names = lacking(python, source, above);
  if (names.length) return tell("lacking", { names });
  await prepare(python, source);
  tell("running");
  const before = performance.now();
  const status = await python.kernel.run(source, name);
  const time = (performance.now() - before) / 1000;
  if (status === "ok") listed(python.kernel.defines(source)).forEach((bound) => defined.add(bound));
  tell("done", { status, time });
}

addEventListener("message", ({ data }) => run(data).catch((fault) => {
  tell(fault instanceof FileFault ? "undelivered" : "crashed", { text: fault.message || String(fault) });
}));
