/* <madoguchi-menu>: a button[popovertarget] and its .menu[popover] beside each other. The popover opens, closes, and gives the focus
   back by itself; this places it by its button, moves with the arrow keys, and narrows it by a [data-filter] field. A menu that
   somebody has opened stays open, whatever else the page is told meanwhile. */

import { folded } from "./words.js";

const GAP = 4;

class Menu extends HTMLElement {
  #typed = "";

  connectedCallback() {
    this.button = this.querySelector("[popovertarget]");
    this.menu = this.querySelector("[popover]");
    this.menu.addEventListener("beforetoggle", (event) => { if (event.newState === "open") this.menu.style.visibility = "hidden"; });
    this.menu.addEventListener("toggle", this.#toggled);
    this.menu.addEventListener("toggle", this.#unfolded, true);
    this.menu.addEventListener("keydown", this.#onKey);
    this.menu.addEventListener("input", this.#narrow);
    this.menu.addEventListener("htmx:afterSettle", () => { if (this.menu.matches(":popover-open")) this.#show(); });
    this.menu.addEventListener("htmx:afterRequest", this.#chosen);
    this.menu.addEventListener("click", this.#fetched);
    this.menu.addEventListener("submit", this.#fetched);
    this.button.setAttribute("aria-expanded", "false");
  }

  get items() { return [...this.menu.querySelectorAll(".choice-item")].filter((item) => item.checkVisibility()); }

  #toggled = (event) => {
    const open = event.newState === "open";
    this.button.setAttribute("aria-expanded", String(open));
    if (open) addEventListener("resize", this.#place);
    else removeEventListener("resize", this.#place);
    if (open) this.#show();
    if (open) this.ready();
  };

  #unfolded = (event) => { if (event.target !== this.menu) this.#place(); };

  /* What is chosen from comes when it is first asked for: data-items says from where. */
  async ready() {
    const address = this.menu.dataset.items;
    delete this.menu.dataset.items;
    if (!address) return;
    this.menu.addEventListener("htmx:afterRequest", ({ detail }) => { if (!detail.successful) this.menu.dataset.items = address; }, { once: true });
    document.addEventListener("keydown", this.#early, true);
    await window.htmx.ajax("GET", address, { source: this.menu, target: this.menu, swap: "innerHTML" });
    document.removeEventListener("keydown", this.#early, true);
  }

  /* What is typed while the choice is on its way stands in its field when it is there; Enter chooses nothing that was not seen. */
  #early = (event) => {
    if (!this.menu.matches(":popover-open") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length > 1 && event.key !== "Enter") return;
    if (event.key !== "Enter") this.#typed += event.key;
    event.preventDefault();
    event.stopPropagation();
  };

  #show() {
    this.#place();
    this.menu.style.visibility = "";
    const field = this.menu.querySelector("[data-filter]");
    if (field) field.value = this.#typed;
    this.#typed = "";
    this.#narrow();
    (field ?? this.menu.querySelector('[aria-current="true"]') ?? this.items[0])?.focus();
  }

  #chosen = (event) => {
    if (event.detail.successful && event.detail.requestConfig.verb !== "get") this.menu.hidePopover();
  };

  /* A file that comes down leaves the page, and a menu on it, where they are. */
  #fetched = (event) => {
    if (event.type === "submit" ? !event.defaultPrevented : event.target.closest("a[download]")) this.menu.hidePopover();
  };

  #place = () => {
    const by = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const below = by.bottom + GAP + height <= innerHeight || by.top < height;
    const left = by.left + width <= innerWidth - GAP ? by.left : Math.max(GAP, by.right - width);
    this.menu.style.left = `${left}px`;
    this.menu.style.top = `${below ? Math.min(by.bottom + GAP, Math.max(GAP, innerHeight - height - GAP)) : by.top - GAP - height}px`;
  };

  #onKey = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const items = this.items;
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Enter" && event.target.matches("[data-filter]") && items.length) {
      event.preventDefault();
      items[0]?.click();
    }
    if (to === undefined || (event.target.matches("input") && ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };

  /* Width and kana do not matter: ﾀﾅｶ, たなか and タナカ find the same. */
  #narrow = () => {
    const field = this.menu.querySelector("[data-filter]");
    if (!field) return;
    const wanted = folded(field.value);
    for (const item of this.menu.querySelectorAll(".choice-item[data-words]")) item.hidden = !folded(item.dataset.words).includes(wanted);
  };
}

/* An answer would put a new head in the place of the old one, and somebody has opened another menu there while it was on its way, or holds a
   button down, which would get no click: they keep it, and the head is asked for when it is closed or let go (fresh.js). */
function keepUsed({ detail }) {
  if (!detail.shouldSwap || !detail.target.dataset?.live) return;
  const used = [...detail.target.querySelectorAll(".menu:popover-open, :active")];
  if (used.every((one) => one.contains(detail.requestConfig.elt))) return;
  detail.shouldSwap = false;
  document.dispatchEvent(new CustomEvent("live:changed", { detail: { names: detail.target.dataset.live.split(" ") } }));
}

document.addEventListener("htmx:beforeSwap", keepUsed);
customElements.define("madoguchi-menu", Menu);
