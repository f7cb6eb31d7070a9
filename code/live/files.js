// The runtime's files: fetched once, each held to its sha256, kept in the browser for the next visit, and counted.

const { caches, crypto } = self; // before they are taken from the reader's code
const overNetwork = self.fetch.bind(self);
const held = new Map(); // address -> promise of the file
const storing = []; // promises of files that are being kept
const PACKED = ".packed"; // gzip, whatever the host makes of it
const KINDS = { wasm: "application/wasm", js: "text/javascript", mjs: "text/javascript" };

/** A file that did not arrive, or not as it should be. */
export class FileFault extends Error {}

/**
 * Fetch files, all at once; fetch() answers with them from now on.
 * @param {{name: string, url: string, sha256: string, size: number}[]} files
 * @param {string} folder the address below which they lie, for which the browser keeps them
 * @param {(done: number, total: number, fresh: boolean) => void} progress in bytes; fresh: some come over the network
 */
export async function obtain(files, folder, progress) {
  const looking = look(files, folder);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const arriving = files.map(async (file, i) => {
    const { store, kept } = await looking;
    return arrive(file, kept[i], store, (bytes) => progress(done += bytes, total, kept.includes(undefined)));
  });
  files.forEach(({ url }, i) => held.set(url.replace(PACKED, ""), arriving[i])); // at once: Pyodide may ask already
  const ends = await Promise.allSettled(arriving); // what arrives is kept, also when another file does not
  const lost = ends.find(({ reason }) => reason);
  if (!lost) return;
  await Promise.all(storing);
  throw lost.reason;
}

/** @returns {Promise<{store: Cache | undefined, kept: (Response | undefined)[]}>} what the browser has kept of the files */
async function look(files, folder) {
  const store = await opened(folder);
  return { store, kept: await Promise.all(files.map(({ url }) => store?.match(url))) };
}

/** @returns {Promise<Cache | undefined>} where this runtime is kept, the only one of this site; private windows may have none */
async function opened(folder) {
  const site = new URL("../", folder).href;
  try {
    for (const name of await caches.keys()) {
      if (name.startsWith(`${site}runtime-`) && name !== folder) await caches.delete(name);
    }
    return await caches.open(folder);
  } catch {
    return undefined;
  }
}

/** @returns {Promise<Blob>} the file as Python wants it, if it is the right one */
async function arrive({ name, url, sha256, size }, kept, store, count) {
  const blob = await whole(kept ?? await asked(name, url), count).catch(() => {
    throw new FileFault(`${name} did not arrive whole (${size} bytes).`);
  });
  if (await digest(blob) !== sha256) {
    await store?.delete(url);
    throw new FileFault(`${name} is not the file that belongs to this book, and was not used.`);
  }
  if (!kept && store) storing.push(keep(store, url, blob));
  return url.endsWith(PACKED) ? new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).blob() : blob;
}

/** @returns {Promise<Response>} the site's answer */
async function asked(name, url) {
  const answer = await overNetwork(url).catch(() => {
    throw new FileFault(`${name} cannot be fetched. Is the network there?`);
  });
  if (!answer.ok) throw new FileFault(`${name} is not on this site (${answer.status}).`);
  return answer;
}

/** @returns {Promise<Blob>} the body of an answer, counted while it comes */
async function whole(answer, count) {
  const parts = [];
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    count(value.length);
  }
}

async function digest(blob) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const headers = (url) => ({ "Content-Type": KINDS[url.split(".").at(-1)] ?? "application/octet-stream" });

/** Keep the file for the next visit; if there is no room, that will fetch it again. */
const keep = (store, url, blob) => store.put(url, new Response(blob, { headers: headers(url) })).catch(() => {});

/** Pyodide asks for its files by fetch(): those that are held come from here. */
self.fetch = async (wanted, options) => {
  const url = String(wanted.url ?? wanted);
  if (!held.has(url)) return overNetwork(wanted, options);
  const blob = await held.get(url);
  held.delete(url);
  return new Response(blob, { headers: headers(url) });
};
