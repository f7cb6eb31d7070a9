// Formulas that cells put out: KaTeX comes from the site itself, with the first of them.

const DELIMITED = /^\s*(?:\$\$?(?:\\displaystyle)?|\\\[)([\s\S]*?)(?:\$\$?|\\\])\s*$/;
let loading;

/** @returns {Promise<object>} KaTeX */
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("katex.min.js", import.meta.url);
    script.onload = () => resolve(window.katex);
    script.onerror = () => reject(new Error("KaTeX could not be loaded"));
    const href = new URL("../katex/katex.min.css", import.meta.url);
    document.head.append(script, Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  });
  return loading;
}

/** @returns {HTMLElement} place, in which the formula stands as soon as KaTeX is there; until then, or failing that, its TeX */
export function typeset(tex, place) {
  const source = tex.match(DELIMITED)?.[1] ?? tex;
  place.textContent = source;
  load().then((katex) => katex.render(source, place, { displayMode: true, throwOnError: false }), () => { loading = undefined; });
  return place;
}
