/* Who takes away everything finds an empty page. Browsers leave the first point of a list, or the head of a table, and what is written
   next would stand in it. */

export function emptied({ element, squire, field }) {
  let isTaken = false;
  const leaveNothing = () => {
    if (!isTaken || !element.isConnected || says(element)) return;
    isTaken = false;
    if (!element.querySelector("li, table, blockquote, pre, h1, h2, h3, h4, h5, h6")) return;
    element.replaceChildren(squire.createDefaultBlock());
    squire.moveCursorToStart();
  };
  const takes = (event) => {
    isTaken = element.contains(event.target) && isWhole(element, squire.getSelection());
    if (isTaken) setTimeout(leaveNothing);
  };
  for (const kind of ["keydown", "beforeinput", "cut"]) field.parentElement.addEventListener(kind, takes, true);
  squire.addEventListener("input", leaveNothing);  // before the next key, which may be quicker than a timer
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
