// Lets who has run something read this page, and run its cells, without a network: then the browser answers from what it kept.
// This file lies at the root of the site, because a service worker sees nothing above its own folder.

const NAMED_BY_CONTENT = /\/_static\/(?:page|live|runtime)-/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});

/** @returns {Promise<Response>} the file: from what was kept if it cannot have changed, otherwise only without a network */
async function answer(request) {
  const kept = () => caches.match(request, { ignoreSearch: true });
  if (NAMED_BY_CONTENT.test(request.url)) return await kept() ?? fetch(request);
  return fetch(request).catch(async (fault) => await kept() ?? Promise.reject(fault));
}
