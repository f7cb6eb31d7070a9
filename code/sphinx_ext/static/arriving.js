// Sections far below are laid out when the reader comes near (book.css).  All of them are, at once and for good, as soon
// as places on the page matter: a key, the focus, a click, an address within the page, a return to where one was.

{
  const arrive = () => { document.documentElement.dataset.arrived = ""; };
  const [{ type }] = performance.getEntriesByType("navigation");
  if (location.hash || type !== "navigate") arrive();
  for (const sign of ["keydown", "focusin", "click", "hashchange"]) {
    addEventListener(sign, arrive, { once: true, capture: true });
  }
}
