/* Who takes away everything finds an empty page. Browsers leave the first point of a list, or the head of a table, and what is written
   next would stand in it. */

export function emptied({ element, squire, field }) {
  const leaveNothing = (event) => {
    if (!element.contains(event.target) || !isWhole(element, squire.getSelection())) return;
    setTimeout(() => {
      if (!element.isConnected || says(element) || !element.querySelector("li, table, blockquote, pre, h1, h2, h3, h4, h5, h6")) return;
      element.replaceChildren(squire.createDefaultBlock());
      squire.moveCursorToStart();
    });
  };
  for (const kind of ["keydown", "beforeinput", "cut"]) field.parentElement.addEventListener(kind, leaveNothing, true);
}

const says = (node) => Boolean(node.textContent.replace(/[\u200b\s]/g, "") || node.querySelector("img, hr"));

/* Whether a selection goes over more than one block, and nothing stands before or behind it. */
function isWhole(element, range) {
  if (range.collapsed || range.commonAncestorContainer !== element || !says(range.cloneContents())) return false;
  const rest = document.createRange();
  rest.selectNodeContents(element);
  rest.setEnd(range.startContainer, range.startOffset);
  if (says(rest.cloneContents())) return false;
  rest.selectNodeContents(element);
  rest.setStart(range.endContainer, range.endOffset);
  return !says(rest.cloneContents());
}
