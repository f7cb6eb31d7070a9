// Which exercises were solved, kept on the reader's device: no server hears of it.
// Where the browser keeps nothing (a private window, a full store), this page remembers until it is left.

const KEY = "bp1-solved";
const CHANGED = "bp1-progress"; // the page's own event: `storage` reaches only other pages
let here = []; // what this page remembers by itself

/** @returns {string[]} the ids of the exercises solved so far */
export function solved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return [...new Set([...(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []), ...here])];
  } catch {
    return here; // no store, or something else of that name in it
  }
}

/** Remember that the exercise is solved. */
export function remember(id) {
  if (!solved().includes(id)) keep([...solved(), id]);
}

/** Forget that these were solved. */
export const forget = (ids) => keep(solved().filter((id) => !ids.includes(id)));

function keep(ids) {
  here = ids;
  try {
    if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids));
    else localStorage.removeItem(KEY);
  } catch { /* this page remembers */ }
  document.dispatchEvent(new Event(CHANGED));
}

/** Call act whenever progress changes, here or in another window. @returns {() => void} what ends that */
export function onProgress(act) {
  const other = (event) => { if (event.key === KEY || event.key === null) { here = []; act(); } };
  document.addEventListener(CHANGED, act);
  addEventListener("storage", other);
  return () => {
    document.removeEventListener(CHANGED, act);
    removeEventListener("storage", other);
  };
}
