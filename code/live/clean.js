// HTML that code has made, without anything that acts: what is not listed here does not come through.

const TAGS = new Set(("a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
  + " hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var").split(" "));
const DROPPED = new Set(["script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "head", "title"]);
const ATTRIBUTES = new Set(["alt", "class", "colspan", "dir", "href", "lang", "open", "role", "rowspan", "scope", "src", "start", "title"]);
const ADDRESSES = { href: /^(https?:|mailto:|#)/i, src: /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i };

const allowed = ({ name, value }) => (ATTRIBUTES.has(name) || name.startsWith("aria-"))
  && (!(name in ADDRESSES) || ADDRESSES[name].test(value.trim()));

/** Take from an element, and from all in it, what is not listed. */
function prune(element) {
  for (const child of [...element.children]) {
    if (DROPPED.has(child.localName)) { child.remove(); continue; }
    prune(child);
    if (!TAGS.has(child.localName)) child.replaceWith(...child.childNodes);
    else for (const attribute of [...child.attributes]) if (!allowed(attribute)) child.removeAttribute(attribute.name);
  }
}

/** @param {string} html @returns {DocumentFragment} what may be shown of it */
export function clean(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html"); // a document of its own, in which nothing runs
  prune(body);
  const fragment = new DocumentFragment();
  fragment.append(...body.childNodes);
  return fragment;
}
