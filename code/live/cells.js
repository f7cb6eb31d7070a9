// Each cell gets its buttons.  What they do is loaded with the first press (page.js), for most readers only read.
{
  const HOME = new URL(`${document.documentElement.dataset.content_root}_static/LIVE/`, location.href).href;
  const LOCALLY = "To run it on your own machine, call make serve in the book's folder and open http://127.0.0.1:8000.";

  /** @returns {string} what this page or browser lacks to run Python; "" if nothing */
  const lacking = () => {
    if (location.protocol === "file:") return `A page opened as a file cannot run Python. ${LOCALLY}`;
    if (!isSecureContext) return `Browsers run Python only in pages from https or from this machine. ${LOCALLY}`;
    const wanted = ["Worker", "WebAssembly", "DecompressionStream"].filter((name) => !(name in window));
    return wanted.length ? `This browser is too old to run Python: it has no ${wanted.join(", no ")}.` : "";
  };

  let page; // page.js, once it is there: to import it again takes a frame

  /** Do what a button of the cell says; say why, where that is not possible. */
  const press = async (cell, action) => {
    const say = (text) => { cell.querySelector(".live-status").textContent = text; };
    const why = lacking();
    if (why) return say(why);
    try {
      page ??= await import(`${HOME}page.js`);
    } catch {
      return say("What runs cells could not be loaded. Is the network there?");
    }
    page.press(cell, action);
  };

  const bar = (cell, number) => {
    const element = document.createElement("div");
    element.className = "live-bar";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", `Cell ${number}`);
    element.innerHTML = '<button type="button" data-live="run">Run</button><button type="button" data-live="edit">Edit</button>'
      + '<span class="live-status" role="status"></span>';
    element.addEventListener("click", ({ target }) => target.dataset.live && press(cell, target.dataset.live));
    return element;
  };

  const cells = document.querySelectorAll(".cell:has(> .cell_input, > details .cell_input)");
  for (const [i, cell] of cells.entries()) cell.querySelector(".cell_input").append(bar(cell, i + 1));

  /** @returns {boolean} whether the reader has edited cells of this page on an earlier visit */
  const edited = () => {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith(`live:${location.pathname}:`));
    } catch {
      return false;
    }
  };
  if (!lacking() && edited()) import(`${HOME}page.js`);
}
