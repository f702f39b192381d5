/* Where the caret of the rich surface stands: its block, the words before it, its box on the screen. A zero-width space, in which Squire
   lets the caret stand, is no letter. */

const BLOCK = "div, p, li, td, th, pre, h1, h2, h3, h4, h5, h6";

export class Place {
  constructor(squire, element) { Object.assign(this, { squire, element }); }

  get range() { return this.squire.getSelection(); }

  /* The block around the caret, or around a node. */
  block(node = this.range.startContainer) {
    const found = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(BLOCK);
    return found && found !== this.element && this.element.contains(found) ? found : null;
  }

  /* The words of the caret's line up to it; "" while something is selected. */
  before() {
    const { range } = this;
    const block = range.collapsed && this.block();
    if (!block) return "";
    const words = document.createRange();
    words.setStart(block, 0);
    words.setEnd(range.startContainer, range.startOffset);
    return words.toString().replace(/\u200b/g, "").replace(/\u00a0/g, " ");
  }

  /* The last so many letters before the caret. */
  back(length) {
    const range = this.range.cloneRange();
    const walker = document.createTreeWalker(this.block(), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    let left = length;
    for (const node of texts.reverse()) {
      if (range.comparePoint(node, 0) > 0) continue;
      let at = node === range.endContainer ? range.endOffset : node.length;
      while (at > 0 && left > 0) if (node.data[--at] !== "\u200b") left -= 1;
      range.setStart(node, at);
      if (!left) break;
    }
    return range;
  }

  /* Takes what is in a range away; a line that is left empty stays one, with the caret in it. */
  remove(range) {
    const block = this.block(range.startContainer);
    range.deleteContents();
    if (block.textContent.replace(/\u200b/g, "") || block.querySelector("br, img")) return;
    block.append(document.createElement("br"));
    range.setStart(block, 0);
    range.collapse(true);
  }

  box() {
    const { range } = this;
    return [...range.getClientRects()].at(-1) ?? (this.block() ?? this.element).getBoundingClientRect();
  }
}
