/* <madoguchi-pictures>: the pictures of a conversation, one at a time and large: those in texts, in mails, and among the files.
   a[data-picture] shows one (without scripts it opens it), and so do the pictures of a mail in its frame (mail.js). Only what is kept here
   is shown, never a picture from outside. The arrows go to the next and the one before, but in a picture that is larger than its place they
   move it; Escape closes, and the focus is where it was. */

const OURS = /\/desk\/files\/[^/]+\/\?inline=1$/;
const SMALLEST_PX = 32;  // what is smaller is a bullet or a counter

class Pictures extends HTMLElement {
  #all = [];
  #at = 0;

  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.image = this.querySelector(".viewer-stage img");
    this.stage = this.querySelector(".viewer-stage");
    document.addEventListener("click", this.#onLink);
    document.addEventListener("picture:open", this.#onFrame);
    this.dialog.addEventListener("click", this.#onClick);
    this.dialog.addEventListener("keydown", this.#onKey);
    this.dialog.addEventListener("close", this.#closed);
    this.image.addEventListener("load", () => this.#measured());
    this.image.addEventListener("error", () => { this.stage.dataset.failed = ""; });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#onLink);
    document.removeEventListener("picture:open", this.#onFrame);
  }

  #onLink = (event) => {
    const link = event.target.closest?.("a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.#open(link);
  };

  #onFrame = (event) => this.#open(event.detail);

  #open(origin) {
    this.#all = picturesBeside(origin);
    this.dialog.showModal();
    this.#show(this.#all.indexOf(origin));
    this.stage.focus();
  }

  #show(at) {
    this.#at = (at + this.#all.length) % this.#all.length;
    const shown = this.#all[this.#at];
    const address = shown.href ?? shown.src;
    const name = (shown.dataset.picture || shown.alt || this.dataset.nameless);
    delete this.stage.dataset.failed;
    this.#zoom(false);
    this.image.src = address;
    this.image.alt = name;
    this.querySelector("[data-name]").textContent = name;
    this.querySelector("[data-number]").textContent = this.#all.length > 1 ? `${this.#at + 1} / ${this.#all.length}` : "";
    this.querySelector("[data-download]").href = address.replace("?inline=1", "");
    this.querySelector("[data-mark-reply]").hidden = !document.querySelector("madoguchi-composer form[data-mode=reply]");
    for (const button of this.querySelectorAll("[data-go]")) button.hidden = this.#all.length < 2;
    if (this.image.complete) this.#measured();
  }

  /* Only what is shown smaller than it is can be shown at its own size. */
  #measured() {
    const { naturalWidth, naturalHeight } = this.image;
    const fits = naturalWidth <= this.image.clientWidth && naturalHeight <= this.image.clientHeight;
    if (!this.#isLarge) this.zoomButton.setAttribute("aria-disabled", String(fits));  // disabled, it would lose the focus
  }

  get zoomButton() { return this.querySelector("[data-zoom]"); }
  get #isLarge() { return "large" in this.stage.dataset; }

  #zoom(large) {
    if (large && this.zoomButton.getAttribute("aria-disabled") === "true") return;
    this.stage.toggleAttribute("data-large", large);
    this.zoomButton.setAttribute("aria-pressed", String(large));
  }

  #onClick = (event) => {
    const go = event.target.closest("[data-go]");
    if (go) this.#show(this.#at + Number(go.dataset.go));
    if (event.target.closest("[data-zoom]") || event.target === this.image) this.#zoom(!this.#isLarge);
    if (event.target.closest("[data-mark-reply]")) this.#mark();
    if (event.target.closest("[data-close]") || event.target === this.stage) this.dialog.close();
  };

  #mark() {
    const { src, alt } = this.image;
    this.dialog.close();
    document.dispatchEvent(new CustomEvent("picture:mark", { detail: { src, name: alt, alt } }));
  }

  #onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 }[event.key];
    if (step && this.#all.length > 1 && !(this.#isLarge && event.key.startsWith("Arrow"))) this.#show(this.#at + step);
    else if (["+", "-", "z"].includes(event.key)) this.#zoom(event.key === "z" ? !this.#isLarge : event.key === "+");
    else return;
    event.preventDefault();
  };

  /* The picture that is shown last has the focus: in the frame of a mail, too. */
  #closed = () => {
    this.image.removeAttribute("src");
    const shown = this.#all[this.#at];
    this.#all = [];
    if (shown?.isConnected) shown.focus();
  };
}

/* Those of the same thread, in the order in which they stand there. */
function picturesBeside(origin) {
  const frame = origin.ownerDocument.defaultView?.frameElement;
  const thread = (frame ?? origin).closest(".thread, .composer, main") ?? document;
  const found = [];
  for (const part of thread.querySelectorAll("a[data-picture], madoguchi-mail iframe")) {
    if (!part.checkVisibility()) continue;
    if (part.matches("a")) found.push(part);
    else found.push(...picturesIn(part.contentDocument));
  }
  return found.includes(origin) ? found : [origin];
}

/* The pictures of a mail's own page that are worth a look, and lead nowhere else. */
export function picturesIn(page) {
  const large = (image) => image.naturalWidth >= SMALLEST_PX && image.naturalHeight >= SMALLEST_PX;
  return [...(page?.images ?? [])].filter((image) => OURS.test(image.src) && large(image) && !image.closest("a[href]"));
}

customElements.define("madoguchi-pictures", Pictures);
