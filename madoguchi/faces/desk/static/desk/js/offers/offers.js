/* <madoguchi-offers>: what is offered while somebody writes in the editor of its form: saved replies after a /, articles after a //, features of the product after a ?, people and teams after an @
   (in notes), emoji after a : and letters. Arrows choose, Enter and Tab put in, Escape closes the list and nothing else.

   A source has: `begins`, what has to stand before the caret (with the sign and the words typed behind it), find(words, offers) that brings
   the options, take(option, offers) that brings the Markdown to put in (Shift+Enter asks it for "text", Alt+Enter for a "card"), and, if it likes, shown(option, offers): what stands beside the list.
   Never inside code; nothing is done while an input method composes, and the Enter that ends a composition chooses nothing (keys.js). */

import { isComposing } from "../keys.js";
import { markBlanks } from "./blanks.js";
import { articles } from "./articles.js";
import { emoji } from "./emoji.js";
import { features } from "./features.js";
import { List } from "./list.js";
import { people } from "./people.js";
import { replies } from "./replies.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };

class Offers extends HTMLElement {
  #composes = false;
  #timer = 0;
  #begun = null;
  #dismissed = -1;

  connectedCallback() {
    this.form = this.closest("form");
    this.editor = this.form.querySelector("madoguchi-editor");
    this.list = new List(this);
    this.sources = [["replies", replies], ["articles", articles], ["features", features], ["people", people], ["emoji", emoji]].filter(([name]) => this.dataset[name]).map(([, source]) => source);
    this.form.addEventListener("compositionstart", () => { this.#composes = true; }, true);
    this.form.addEventListener("compositionend", () => { this.#composes = false; this.#soon(); }, true);
    this.form.addEventListener("input", ({ target }) => { if (this.editor.contains(target)) this.#soon(); });
    this.form.addEventListener("input", markBlanks);
    this.form.addEventListener("editor:ready", () => { this.#close(); this.#soon(); markBlanks(); });
    this.form.addEventListener("keydown", this.#onKey, true);
    this.form.addEventListener("focusout", ({ relatedTarget }) => { if (!this.editor.contains(relatedTarget)) this.#close(); });
    this.form.addEventListener("click", this.#onClick);
    this.addEventListener("mousedown", this.#onPointer);
    document.addEventListener("selectionchange", this.#moved);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("selectionchange", this.#moved);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look());
  }

  #moved = () => { if (this.list.isOpen) this.#soon(); };

  #look() {
    if (this.#composes || !this.isConnected) return;
    const begun = this.form.contains(document.activeElement) ? this.#beginning() : null;
    if (begun?.start !== this.#dismissed) this.#dismissed = -1;
    if (!begun || begun.start === this.#dismissed) return this.#close();
    if (this.list.isOpen && begun.source === this.#begun?.source && begun.words === this.#begun.words) return;
    this.#ask(begun);
  }

  /* What stands before the caret and asks for something: {source, words, length, start}; null where nothing does. */
  #beginning() {
    const { surface } = this.editor;
    const before = surface.before();
    if (/[@＠:：/／?？]/.test(before) && !surface.active().includes("code") && (before.match(/`/g)?.length ?? 0) % 2 === 0) {
      for (const source of this.sources) {
        const found = source.begins.exec(before);
        if (found) return { source, words: found[2], length: found[1].length, start: before.length - found[1].length };
      }
    }
    return null;
  }

  async #ask(begun) {
    this.#begun = begun;
    const options = await begun.source.find(begun.words, this).catch(() => []);
    if (begun !== this.#begun || this.#composes) return;
    if (options.length) this.list.show(options, begun.source);
    else this.list.hide();
  }

  #close() {
    this.#begun = null;
    this.list.hide();
  }

  #onKey = (event) => {
    if (!this.list.isOpen || !this.editor.contains(event.target) || event.ctrlKey || event.metaKey || (event.altKey && event.key !== "Enter")) return;
    if (this.#composes || isComposing(event) || event.keyCode === 229) return;
    if (STEPS[event.key]) this.list.move(STEPS[event.key]);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.#put(this.list.chosen, event.altKey ? "card" : event.shiftKey ? "text" : "link");
    else if (event.key === "Escape") {
      this.#dismissed = this.#begun.start;
      this.#close();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #onPointer = (event) => {
    event.preventDefault();  // the caret stays where it is
    const option = event.target.closest("[role=option]");
    const way = event.target.closest("[data-put-as]");
    if (way && event.button === 0) this.#put(this.list.chosen, way.dataset.putAs);
    else if (option && event.button === 0) this.#put(option);
  };

  /* A button that stands for a sign: it is typed for whoever has no key for it at hand. */
  #onClick = ({ target }) => {
    const sign = target.closest("[data-offer]")?.dataset.offer;
    if (!sign) return;
    const { surface } = this.editor;
    surface.focus();
    surface.insertPlain(/(?:^|\s)$/.test(surface.before()) ? sign : `\u00a0${sign}`);  // Squire drops a space at the edge of what is put in
    this.#soon();
  };

  async #put(option, how) {
    const begun = this.#begun;
    this.#close();
    try {
      const markdown = await begun.source.take(option, this, how);
      if (this.#composes) await new Promise((done) => { this.form.addEventListener("compositionend", done, { once: true }); });
      const now = this.#beginning();
      this.editor.focus();
      this.editor.surface.replace(now?.start === begun.start ? now.length : 0, markdown);
    } catch {
      document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: this.dataset.failed, kind: "failed" } }));
    }
  }
}

customElements.define("madoguchi-offers", Offers);
