/* Markdown takes effect as it is typed: **bold**, - a list, > a quote, ``` code, | a | b |. Nothing happens while an input method composes;
   what it has written is looked at afterwards. Each step can be undone: the signs stand there again. */

const MARKS = [
  [/(?:^|[^*\\])(\*\*([^*\s](?:[^*]*[^*\s])?)\*\*)$/, "b", 2],
  [/(?:^|[^\w\\])(__([^_\s](?:[^_]*[^_\s])?)__)$/, "b", 2],
  [/(?:^|[^\w*\\])(\*([^*\s](?:[^*]*[^*\s])?)\*)$/, "i", 1],
  [/(?:^|[^\w\\])(_([^_\s](?:[^_]*[^_\s])?)_)$/, "i", 1],
  [/(?:^|[^~\\])(~~([^~\s](?:[^~]*[^~\s])?)~~)$/, "s", 2],
  [/(?:^|[^`\\])(`([^`]+)`)$/, "code", 1],
];
const LINK = /(?<!!)(\[([^\][]+)\]\(((?:https?:\/\/|mailto:|tel:)[^\s()]+)\))$/;
const BLOCKS = [
  [/^[-*+] $/, (squire) => squire.makeUnorderedList()],
  [/^1[.)] $/, (squire) => squire.makeOrderedList()],
  [/^> $/, (squire) => squire.increaseQuoteLevel()],
  [/^#{1,6} $/, (squire, words) => heading(squire, words.length - 1)],
];
const FENCE = /^(?:`{3,}|~{3,})\s*(\S*)$/;
const ROW = /^\|(?:[^|]*[^|\s:-][^|]*\|)+$/;  // | a | b |, and not the dashes under it

export class Typing {
  #composes = false;

  constructor(surface) {
    Object.assign(this, { surface, squire: surface.squire, place: surface.place });
    const { element } = surface;
    element.addEventListener("compositionstart", () => { this.#composes = true; });
    element.addEventListener("compositionend", () => { this.#composes = false; });
    element.addEventListener("input", (event) => { if (!event.isComposing && event.inputType === "insertText") this.#look(); });
    element.addEventListener("compositionend", () => setTimeout(() => this.#settled()));
    surface.field.parentElement.addEventListener("beforeinput", this.#onEnter, true);
  }

  /* Japanese has no spaces at which an undo could stop: each composition is a step of its own. */
  #settled() {
    if (!this.surface.element.isConnected || this.#composes) return;
    this.squire.modifyDocument(() => this.squire.saveUndoState());  // its own marks around the caret are no change
    this.#look();
  }

  #look() {
    const words = this.place.before();
    const block = this.place.block();
    if (!words || !block || this.#isCode(block)) return;
    const line = block.nodeName === "DIV" && !block.closest("td, th") && BLOCKS.find(([pattern]) => pattern.test(words));
    if (line) return this.#block(words, line[1]);
    for (const [pattern, name, width] of MARKS) {
      const found = pattern.exec(words);
      if (found) return this.#wrap(found[1].length, document.createElement(name), width);
    }
    const link = LINK.exec(words);
    if (link) this.#wrap(link[1].length, Object.assign(document.createElement("a"), { href: link[3], textContent: link[2] }), 0);
  }

  #isCode(block) {
    const { startContainer } = this.squire.getSelection();
    return block.nodeName === "PRE" || Boolean(startContainer.parentElement?.closest("code"));
  }

  #block(words, make) {
    this.squire.saveUndoState();
    const range = this.place.back(words.length);
    const block = this.place.block(range.startContainer);
    this.place.remove(range);
    range.setStart(block, 0);
    range.collapse(true);
    this.squire.setSelection(range);
    make(this.squire, words);
  }

  /* The last letters before the caret go into an element, without the marks at their ends; the caret goes on outside of it. */
  #wrap(length, element, width) {
    this.squire.saveUndoState();
    const range = this.place.back(length);
    const inside = range.extractContents();
    if (width) element.append(...(element.nodeName === "CODE" ? [inside.textContent.replace(/\u200b/g, "").slice(width, -width)] : [bare(inside, width)]));
    const after = document.createTextNode("\u200b");  // as Squire has it: without a text to stand in, the caret would fall back inside
    range.insertNode(after);
    range.insertNode(element);
    range.setStart(after, 1);
    range.collapse(true);
    this.squire.setSelection(range);
  }

  #onEnter = (event) => {
    if (event.inputType !== "insertParagraph" || event.isComposing || !this.surface.element.contains(event.target)) return;
    const words = this.place.before();
    const block = this.place.block();
    const fence = FENCE.exec(words);
    const isWhole = block?.nodeName === "DIV" && block.textContent.replace(/[\u200b\u00a0]/g, " ").trim() === words.trim();
    if (!isWhole || !(fence || ROW.test(words.trim()))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.surface.replace(words.length, fence ? `\`\`\`${fence[1]}\n\n\`\`\`` : table(words.trim()));
    if (!fence) this.surface.tables.enterBody();
  };
}

function table(words) {
  const width = words.replace(/\\\|/g, "").split("|").length - 2;
  return [words, `|${" --- |".repeat(width)}`, `|${"  |".repeat(width)}`].join("\n");
}

/* Takes so many letters off both ends of a fragment. */
function bare(part, width) {
  const texts = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (let left = width; left;) {
    const first = texts.find((node) => node.length);
    if (first.data[0] !== "\u200b") left -= 1;
    first.deleteData(0, 1);
  }
  for (let left = width; left;) {
    const last = texts.findLast((node) => node.length);
    if (last.data.at(-1) !== "\u200b") left -= 1;
    last.deleteData(last.length - 1, 1);
  }
  return part;
}

function heading(squire, level) {
  squire.modifyBlocks((part) => {
    for (const block of [...part.querySelectorAll("div")]) {
      const made = document.createElement(`h${level}`);
      made.append(...block.childNodes);
      block.replaceWith(made);
    }
    return part;
  });
}
