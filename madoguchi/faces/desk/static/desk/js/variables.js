/* <madoguchi-variables>: buttons that put a variable of a saved reply, or a call-out, where the caret stands (data-variable); its "…" is a place for words. */
const PLACE = "…";

class Variables extends HTMLElement {
  connectedCallback() {
    this.addEventListener("mousedown", (event) => event.preventDefault());  // the caret stays where it is
    this.addEventListener("click", ({ target }) => {
      const variable = target.closest("[data-variable]")?.dataset.variable;
      if (!variable) return;
      this.closest("form").dispatchEvent(new CustomEvent("editor:insert", { detail: variable }));
      if (variable.includes(PLACE)) choosePlace(document.activeElement);
    });
  }
}

/* The last place before the caret is chosen: what is typed stands in it. */
function choosePlace(surface) {
  if ("selectionStart" in surface) {
    const at = surface.value.lastIndexOf(PLACE, surface.selectionStart);
    return surface.setSelectionRange(at, at + PLACE.length);
  }
  const caret = getSelection().getRangeAt(0);
  const texts = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT, ({ data }) => (data.trim() === PLACE ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP));
  let place = null;
  while (texts.nextNode() && caret.comparePoint(texts.currentNode, 0) < 0) place = texts.currentNode;
  if (place) getSelection().selectAllChildren(place.parentNode);
}

customElements.define("madoguchi-variables", Variables);
