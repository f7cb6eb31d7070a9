// The runtime's files: fetched once, each held to its sha256, kept in the browser for the next visit, and counted.

const { caches, crypto } = self; // before they are taken from the reader's code
const fetchFile = self.fetch.bind(self);
const held = new Map(); // address -> promise of the bytes
const PACKED = ".packed"; // gzip, whatever the host makes of it

/** A file that did not arrive, or not as it should be. */
export class FileFault extends Error {}

/**
 * Fetch files, at once; fetch() answers with them from now on.
 * @param {{name: string, url: string, sha256: string, size: number}[]} files
 * @param {(done: number, total: number, fresh: boolean) => void} progress fresh: some come over the network
 */
export async function obtain(files, progress) {
  const store = await caches?.open("live-python").catch(() => undefined); // private windows may have none
  const kept = await Promise.all(files.map(({ url }) => store?.match(url)));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const fresh = kept.some((answer) => !answer);
  let done = 0;
  const count = (bytes) => progress(done += bytes, total, fresh);
  count(0);
  const bytes = files.map((file, i) => one(file, kept[i], store, count));
  files.forEach(({ url }, i) => held.set(url.replace(PACKED, ""), bytes[i]));
  await Promise.all(bytes);
}

/** @returns {Promise<Blob>} the file, which is the right one */
async function one({ name, url, sha256, size }, kept, store, count) {
  const blob = await whole(name, kept ?? await fetchFile(url), count).catch((fault) => {
    throw fault instanceof FileFault ? fault : new FileFault(`${name} did not arrive whole (${size} bytes expected).`);
  });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  if ([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") !== sha256) {
    await store?.delete(url);
    throw new FileFault(`${name} is not the file that belongs to this book, so it was not used.`);
  }
  if (!kept) store?.put(url, new Response(blob)).catch(() => {}); // a full disk costs the next visit a download, no more
  return url.endsWith(PACKED) ? new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).blob() : blob;
}

/** @returns {Promise<Blob>} the body of an answer, counted while it comes */
async function whole(name, answer, count) {
  if (!answer.ok) throw new FileFault(`${name} is not on this site (${answer.status}).`);
  const parts = [];
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    count(value.length);
  }
}

const KINDS = { wasm: "application/wasm", json: "application/json" };

/** Pyodide asks for its files by fetch(): those that are held come from here. */
self.fetch = async (asked, options) => {
  const url = String(asked.url ?? asked);
  if (!held.has(url)) return fetchFile(asked, options);
  const type = KINDS[url.split(".").at(-1)] ?? "application/octet-stream";
  const blob = await held.get(url);
  held.delete(url);
  return new Response(blob, { headers: { "Content-Type": type } });
};
