/* <madoguchi-leaving>: a conversation that is done with leaves at once. button[data-leave="/desk/…"], with the id in data-of and values in
   data-vals: its row is marked, the next one opens, and meanwhile the server is told. What the server refuses is said with the subject, and
   the row stands as before. A form[data-leave] waits for the answer: what was typed in it may be wrong. Who takes it back before the server
   has heard of it is heard right after. What is sent and thereby done with (desk:left) leaves when the server has it. Where somebody else resolves what is open here, or opens it again, the button rests for a moment: the
   key that meant the one must not do the other. */

import { perform } from "./commands.js";

const TURNED_MS = 1000;

const isOpen = (id) => location.pathname.endsWith(`/${id}/`);

class Leaving extends HTMLElement {
  #known = {};  // what the button did when it was last looked at, and for which conversation
  #told = null;  // what the server has not answered yet

  #heard = [
    ["click", (event) => this.#pressed(event)],
    ["desk:command", (event) => this.#undone(event)],
    ["htmx:afterRequest", (event) => this.#taken(event)],
    ["htmx:afterSettle", () => this.#look()],
    ["fragment:fresh", (event) => this.#stayed(event)],
    ["fragment:fresh", (event) => this.#turned(event)],
    ["desk:left", ({ detail }) => { if (isOpen(detail.conversation)) this.#next(); }],
    ["desk:back", ({ detail }) => this.#back(detail)],
  ];

  connectedCallback() {
    for (const [kind, hear] of this.#heard) document.addEventListener(kind, hear);
    this.#look();
  }

  disconnectedCallback() {
    for (const [kind, hear] of this.#heard) document.removeEventListener(kind, hear);
  }

  /* The second press of a double click falls on the conversation that has opened between the two: nobody meant that one. */
  async #pressed({ target, detail: presses }) {
    const button = target.closest?.("button[data-leave]");
    if (!button || presses > 1) return;
    const row = document.getElementById(`row-${button.dataset.of}`);
    button.disabled = true;
    row?.setAttribute("data-left", "");
    const told = this.#tell(button.dataset);
    this.#told = told;
    button.closest("[popover]")?.hidePopover();
    if (!row || row.getAttribute("aria-current") === "true") this.#next();  // else another one is on its way already
    const isTaken = await told;
    if (this.#told === told) this.#told = null;
    if (isTaken) return row?.setAttribute("data-left", "told");
    button.disabled = false;
    row?.removeAttribute("data-left");
  }

  /* What still stands in the list when it has been read again has not left it, or has come back. */
  #stayed({ target }) {
    if (!target.matches("[data-rows]")) return;
    for (const row of document.querySelectorAll('[data-rows] .row[data-left="told"]')) row.removeAttribute("data-left");
  }

  #look() {
    const button = document.getElementById("resolve-button");
    this.#known = { of: button?.closest("[data-live]").dataset.live, does: button?.dataset.command };
    return button;
  }

  #turned({ target }) {
    if (target.id !== "work-head") return;
    const before = this.#known;
    const button = this.#look();
    if (!button || before.of !== this.#known.of || before.does === this.#known.does) return;
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, TURNED_MS);
  }

  async #undone(event) {
    if (event.detail.name !== "undo" || !this.#told) return;
    event.preventDefault();
    if (await this.#told) perform({ name: "undo" });
  }

  #taken({ detail }) {
    if (detail.successful && detail.elt.matches("form[data-leave]")) this.#next();
  }

  /* By an element of its own: the button goes with its conversation, and what it then heard, nobody would hear. */
  async #tell({ leave, vals = "{}" }) {
    const source = this.appendChild(document.createElement("span"));
    source.dataset.about = document.getElementById("work")?.dataset.title ?? "";
    let isTaken = false;
    source.addEventListener("htmx:afterRequest", ({ detail }) => { isTaken = detail.successful; });
    await window.htmx.ajax("POST", leave, { source, swap: "none", values: JSON.parse(vals) }).catch(() => null);
    source.remove();
    return isTaken;
  }

  /* What was taken back is written on: in the conversation that it belongs to, wherever somebody has gone since. */
  #back({ conversation, address, write }) {
    const row = document.getElementById(`row-${conversation}`);
    if (!row) return location.assign(address);
    row.click();
    if (write === "reply") perform({ name: "reply" });
  }

  #next() { document.dispatchEvent(new CustomEvent("desk:next")); }
}

customElements.define("madoguchi-leaving", Leaving);
