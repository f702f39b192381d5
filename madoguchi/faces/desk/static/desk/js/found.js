/* <madoguchi-found>: marks in an opened thread the words by which it was found. They stand in the address (?find=…, one a line); the message
   that was meant stands behind its # (panes.js shows it). Nothing of the page is changed: the marks are a highlight of the browser
   (CSS Custom Highlight API), where it has one. A message that lies before those shown is fetched. */

const NAME = "found";
const MOST_EARLIER = 20;

const folded = (text) => text.normalize("NFKC").toLowerCase();

class FoundWords extends HTMLElement {
  #fetched = 0;

  connectedCallback() {
    this.words = (new URLSearchParams(location.search).get("find") ?? "").split("\n").filter(Boolean);
    if (!this.words.length && !location.hash.startsWith("#message-")) return;
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.addEventListener(kind, this.#arrived);
    document.addEventListener("load", this.#framed, true);
    this.#arrived();
  }

  disconnectedCallback() {
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.removeEventListener(kind, this.#arrived);
    document.removeEventListener("load", this.#framed, true);
  }

  #arrived = () => {
    const thread = document.getElementById("thread");
    if (!thread) return;
    this.#reach(thread);
    if (!new URLSearchParams(location.search).has("find")) return CSS.highlights?.delete(NAME);
    mark(window, [...thread.querySelectorAll(".bubble-body")], this.words);
    for (const frame of thread.querySelectorAll("madoguchi-mail iframe")) this.#inside(frame);
  };

  #framed = (event) => { if (event.target.matches?.("madoguchi-mail iframe")) this.#inside(event.target); };

  #inside(frame) { if (frame.contentDocument?.body) mark(frame.contentWindow, [frame.contentDocument.body], this.words); }

  /* A long conversation shows its newest messages first: go back until the one that was meant is there. */
  #reach(thread) {
    if (!location.hash.startsWith("#message-") || this.#fetched < 0) return;
    const wanted = thread.querySelector(location.hash);
    const earlier = thread.querySelector(".line-earlier button");
    if (wanted && this.#fetched) wanted.scrollIntoView({ block: "center" });
    if (wanted || !earlier || this.#fetched >= MOST_EARLIER) this.#fetched = -1;
    else if (++this.#fetched) earlier.click();
  }
}

function mark(view, parts, words) {
  if (!view.CSS?.highlights || !words.length) return;
  const wanted = words.map(folded);
  const ranges = parts.flatMap((part) => textsIn(part).flatMap((node) => rangesIn(node, wanted)));
  view.CSS.highlights.set(NAME, new view.Highlight(...ranges));
}

function textsIn(part) {
  const walker = part.ownerDocument.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function rangesIn(node, wanted) {
  const text = folded(node.data);
  if (text.length !== node.data.length) return [];  // letters that became others: where they stood is not known
  const found = [];
  for (const word of wanted) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const range = node.ownerDocument.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      found.push(range);
    }
  }
  return found;
}

customElements.define("madoguchi-found", FoundWords);
