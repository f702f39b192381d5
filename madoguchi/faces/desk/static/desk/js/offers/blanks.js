/* What was not filled in is marked in the text ({{contact.name}}), and what begins and ends a call-out (:::note), where the browser can mark without changing anything (CSS Custom
   Highlight API). The form asks about it before it is sent, marked or not. */

const NAME = "blank";
const BLANK = /\{\{[^{}\n]{1,100}\}\}|^:{3,}[^\n]*$/g;
const LATER_MS = 150;
let timer = 0;

export function markBlanks() {
  if (!CSS.highlights) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const ranges = [...document.querySelectorAll(".composer-rich")].flatMap(blanksIn);
    if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
    else CSS.highlights.delete(NAME);
  }, LATER_MS);
}

function blanksIn(element) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    for (const { index, 0: words } of node.data.matchAll(BLANK)) {
      const range = new StaticRange({ startContainer: node, startOffset: index, endContainer: node, endOffset: index + words.length });
      found.push(range);
    }
  }
  return found;
}
