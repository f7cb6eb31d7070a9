// Point at a reference such as (37), or tab to it, and its equation appears; Escape sends it away.
// The card is a popover, which the browser keeps above everything and lets no ancestor cut off.
{
  const GAP = 4; // pixels between reference and card
  const PATIENCE = 250; // milliseconds in which the pointer may travel from the reference to the card
  const main = document.querySelector("main");
  const card = Object.assign(document.createElement("div"), { className: "equation-card", popover: "manual" });
  card.setAttribute("role", "tooltip");
  main.append(card);
  let leaving;

  /** @param {Element} target @returns {?HTMLAnchorElement} the reference that target belongs to */
  const referenceAt = (target) => target.closest?.('a[href*="#equation-nndl-"]');

  const hide = () => card.hidePopover();

  /** @param {?HTMLAnchorElement} reference the link to show the equation of, below it or, without room, above it */
  const show = (reference) => {
    const template = reference && document.querySelector(`template[data-equation="${reference.textContent}"]`);
    if (!template) return;
    clearTimeout(leaving);
    hide();
    card.replaceChildren(template.content.cloneNode(true));
    card.firstElementChild.id = "equation-card-name";
    card.showPopover();
    const { left, top, bottom } = reference.getBoundingClientRect();
    const below = bottom + GAP + card.offsetHeight <= innerHeight || top < card.offsetHeight + GAP;
    const right = document.documentElement.clientWidth - card.offsetWidth - GAP;
    card.style.left = `${Math.max(GAP, Math.min(left, right)) + scrollX}px`;
    card.style.top = `${(below ? bottom + GAP : top - GAP - card.offsetHeight) + scrollY}px`;
    reference.setAttribute("aria-describedby", "equation-card-name");
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, PATIENCE);
  };

  main.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap follows the link
    if (card.contains(event.target)) clearTimeout(leaving);
    else show(referenceAt(event.target));
  });
  main.addEventListener("pointerout", (event) => {
    if (referenceAt(event.target) || card.contains(event.target)) leave();
  });
  main.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && show(referenceAt(event.target)));
  main.addEventListener("focusout", hide); // at once: it must not cover what has the focus next
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
