/* Pictures in the rich surface. Backspace behind one takes it away, and Delete before one: Squire holds a line with nothing but a picture
   for empty. One that was just put in comes into sight when it is loaded, for until then it has no height. */

const STEPS = { Backspace: -1, Delete: 1 };

export function withPictures({ element, squire, place }) {
  squire._imageResizer.destroy();  // Squire's frame around a clicked picture takes the keys away, and its styles are not allowed
  element.addEventListener("load", ({ target: image }) => {
    if (document.activeElement === element && image.parentElement.contains(place.range.startContainer)) image.scrollIntoView({ block: "nearest" });
  }, true);
  element.addEventListener("keydown", (event) => {
    const step = event.isComposing ? 0 : STEPS[event.key];
    const image = step && beside(place.range, step);
    if (!image) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    squire.saveUndoState();
    const range = document.createRange();
    range.selectNode(image);
    const block = place.block(image);
    range.deleteContents();
    if (block && !block.textContent.replace(/\u200b/g, "") && !block.querySelector("br, img")) block.append(document.createElement("br"));
    squire.setSelection(range);
  }, true);
}

/* The picture at which the caret stands, on that side. */
function beside({ collapsed, startContainer: node, startOffset: at }, step) {
  if (!collapsed) return null;
  const isText = node.nodeType === Node.TEXT_NODE;
  if (isText && (step < 0 ? node.data.slice(0, at) : node.data.slice(at)).replace(/\u200b/g, "")) return null;
  let found = isText ? next(node, step) : node.childNodes[step < 0 ? at - 1 : at];
  while (found?.nodeType === Node.TEXT_NODE && !found.data.replace(/\u200b/g, "")) found = next(found, step);
  return found?.nodeName === "IMG" ? found : null;
}

const next = (node, step) => (step < 0 ? node.previousSibling : node.nextSibling);
