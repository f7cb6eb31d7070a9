// Keep this page for a visit without a network, once the reader has run something on it.

const HOME = new URL("./", import.meta.url).href;
const SITE = new URL("../../", HOME).href;
const PYTHON = ["worker.js", "files.js", "files.json"].map((name) => HOME + name); // the worker asked for them, not the page

/** Keep the page and all that it has loaded; where the browser keeps nothing, the next visit needs the network. */
export async function keepPage() {
  try {
    await navigator.serviceWorker.register(`${SITE}offline.js`);
    for (const name of await caches.keys()) {
      if (name.startsWith(`${SITE}_static/live-`) && name !== HOME) await caches.delete(name); // of another build
    }
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const own = [location.href, ...loaded, ...PYTHON].map((url) => url.split("#")[0]).filter((url) => url.startsWith(SITE));
    await (await caches.open(HOME)).addAll(new Set(own));
  } catch (fault) {
    console.info(`This page is not kept for a visit without a network: ${fault.message}`);
  }
}
