/* The list of what is offered, beside the caret: a listbox whose combobox is the editor as long as it is open. The focus stays in the text;
   aria-activedescendant says which option is meant. */

const SHOWN_AFTER_MS = 90;
const GAP = 6;

export class List {
  #timer = 0;

  constructor(offers) {
    this.offers = offers;
    this.box = offers.querySelector("[popover]");
    this.listbox = offers.querySelector("[role=listbox]");
    this.beside = offers.querySelector(".offer-shown");
    this.status = offers.querySelector("[role=status]");
    this.listbox.addEventListener("pointermove", ({ target }) => this.#pointAt(target.closest("[role=option]")));
  }

  get isOpen() { return this.box.matches(":popover-open"); }
  get options() { return [...this.listbox.children]; }
  get chosen() { return this.listbox.querySelector("[aria-selected=true]"); }

  show(options, source) {
    this.source = source;
    options.forEach((option, place) => { option.id = `${this.listbox.id}-${place}`; });
    this.listbox.replaceChildren(...options);
    this.box.classList.toggle("wide", Boolean(source.shown));
    this.beside.hidden = !source.shown;
    this.beside.replaceChildren();
    if (!this.isOpen) this.box.showPopover();
    this.#tell(true);
    this.status.textContent = this.offers.dataset.found.replace("{n}", options.length);
    this.#choose(0);
    this.#place();
  }

  hide() {
    clearTimeout(this.#timer);
    if (!this.isOpen) return;
    this.box.hidePopover();
    this.#tell(false);
    this.status.textContent = "";
    this.listbox.replaceChildren();
    this.beside.replaceChildren();
  }

  move(step) {
    const { options } = this;
    const at = options.indexOf(this.chosen) + step;
    const last = options.length - 1;
    this.#choose(Math.abs(step) > 1 ? Math.max(0, Math.min(last, at)) : (at + options.length) % options.length);
  }

  /* What a mouse rests on is what stands beside the list. */
  #pointAt(option) {
    if (option && option !== this.chosen && this.source.shown) this.#choose(this.options.indexOf(option));
  }

  #choose(at) {
    const { options } = this;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    options[at].scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", options[at].id);
    clearTimeout(this.#timer);
    if (this.source.shown) this.#timer = setTimeout(() => this.#showBeside(options[at]), SHOWN_AFTER_MS);
  }

  async #showBeside(option) {
    const shown = await this.source.shown(option, this.offers).catch(() => []);
    if (option !== this.chosen) return;
    this.beside.replaceChildren(...shown);
    this.beside.scrollTop = 0;
    this.#place();
  }

  /* The editor as a screen reader knows it: with a list, a combobox; without one, the text field that it was. */
  #tell(isOpen) {
    if (isOpen) this.text = this.offers.editor.surface.element;
    const told = { role: "combobox", "aria-expanded": "true", "aria-controls": this.listbox.id, "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(told)) {
      if (isOpen) this.text.setAttribute(name, value);
      else this.text.removeAttribute(name);
    }
    if (isOpen) this.text.removeAttribute("aria-multiline");
    else this.text.removeAttribute("aria-activedescendant");
    if (!isOpen && this.text.isContentEditable) {
      this.text.setAttribute("role", "textbox");
      this.text.setAttribute("aria-multiline", "true");
    }
  }

  /* Under the caret where there is room, else over it; never beyond the window. */
  #place() {
    const caret = this.offers.editor.surface.caret();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const isUnder = caret.bottom + GAP + height <= innerHeight || caret.top < innerHeight - caret.bottom;
    const top = isUnder ? caret.bottom + GAP : caret.top - GAP - height;
    this.box.style.left = `${Math.max(GAP, Math.min(caret.left, innerWidth - width - GAP))}px`;
    this.box.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  }
}
