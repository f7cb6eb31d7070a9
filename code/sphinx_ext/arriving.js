// What a page does before it is painted for the first time.

addEventListener("DOMContentLoaded", () => {
  // Sections far below are laid out when the reader comes near (book.css).  All of them are, at once and for good, as
  // soon as a reader goes by keys, follows an address within the page, or comes back to where they were.  A click is no
  // such sign: what it is meant for must not move under it.
  const arrive = () => { document.documentElement.dataset.arrived = ""; };
  const [{ type }] = performance.getEntriesByType("navigation");
  if (location.hash || type !== "navigate") arrive();
  for (const sign of ["keydown", "hashchange"]) addEventListener(sign, arrive, { once: true, capture: true });

  // The page's script comes once there is something to read: the page says everything without it.
  requestAnimationFrame(() => setTimeout(() => {
    for (const src of SCRIPTS) {
      document.head.append(Object.assign(document.createElement("script"), { src, async: false })); // in their order
    }
  }));
});
