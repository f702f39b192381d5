/* What is chosen stands at once: where an element that asks the server says data-at-once="id", the element of that id shows its icon and words
   from the press on, and the menu that it was chosen from has closed: the next key is a command again. What the server says takes their
   place; what it refuses is taken back. */

const words = (text) => Object.assign(document.createElement("span"), { textContent: text });
const shown = (node) => (node.nodeType === Node.TEXT_NODE ? words(node.textContent) : node.cloneNode(true));
const isSaid = (node) => (node.nodeType === Node.TEXT_NODE ? node.textContent.trim() : !node.matches("small"));

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  const place = document.getElementById(elt.dataset.atOnce);
  if (!place) return;
  elt.closest("[popover]")?.hidePopover();
  const before = [...place.childNodes];
  const label = before.filter((node) => node.matches?.(".sr"));
  place.replaceChildren(...label, ...[...elt.childNodes].filter(isSaid).map(shown));
  xhr.addEventListener("loadend", () => { if (xhr.status < 200 || xhr.status >= 300) place.replaceChildren(...before); });
});
