/* Arrows, frames, numbers, words, a marker, a mosaic and a frame that cuts, on a picture: in a dialog of the server (desk/marks.html). What
   comes out is a new picture with everything drawn into it; what is under a mosaic or cut off is not in its file (pixels.js). */

import { drawn, helped, measured, unitOf } from "./drawing.js";
import { Past } from "./past.js";
import { pointing } from "./pointing.js";
import { boxOf, usual, within } from "./shapes.js";
import { steering } from "./steering.js";

const QUALITY = 0.92;

export class Marks {
  constructor(dialog, source, type) {
    Object.assign(this, { dialog, source, type, canvas: dialog.querySelector("canvas"), words: dialog.querySelector("[data-words]"), past: new Past(), chosen: -1, tool: "arrow" });
    Object.assign(this.canvas, { width: source.width, height: source.height });
    this.unit = unitOf(source, this.scale);
    this.pen = this.canvas.getContext("2d");
    this.colour = dialog.querySelector("[data-colour][aria-pressed=true]").dataset.colour;
    const tools = [...dialog.querySelectorAll("[data-tool]")];
    pointing(this);
    steering(this, new Map(tools.map(({ dataset: { tool, letter } }) => [letter, tool])));
    dialog.addEventListener("click", this.#onClick);
    this.words.addEventListener("input", () => this.#reword());
    this.words.addEventListener("change", () => this.#keepWords());
    this.show();
  }

  get list() { return this.trying ?? this.past.now; }
  get scale() { return this.canvas.width / (this.canvas.getBoundingClientRect().width || 1); }
  pointAt({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [(clientX - left) * this.scale, (clientY - top) * this.scale];
  }

  /* A new mark of the tool that is taken. */
  fresh([x, y]) {
    const number = 1 + Math.max(0, ...this.list.map((mark) => mark.number ?? 0));
    const mark = { kind: this.tool, x, y, w: 0, h: 0, colour: this.colour, text: "", number: this.tool === "number" ? number : undefined, seed: crypto.getRandomValues(new Uint32Array(1))[0] };
    return mark.kind === "text" ? measured(this.pen, mark, this.unit) : mark;
  }

  looksOf({ colour, text, number, seed, kind, w, h }) { return { colour, text, number, seed, ...(kind === "text" ? { w, h } : {}) }; }

  putUsual() {
    const middle = [this.canvas.width / 2, this.canvas.height / 2];
    this.put(usual(this.tool, middle, this, this.looksOf(this.fresh(middle))), -1);
  }

  /* How it would look; the step is not taken yet. */
  try(mark, index) {
    this.trying = this.#with(mark, index);
    this.show();
  }

  put(mark, index) {
    const marks = this.#with(mark, index);
    this.past.keep(marks);
    this.trying = null;
    this.choose(marks.indexOf(mark));
    if (index < 0 && mark.kind === "text") this.write();
  }

  #with(mark, index) {
    const others = mark.kind === "crop" && index < 0 ? this.past.now.filter(({ kind }) => kind !== "crop") : this.past.now;
    return index < 0 ? [...others, mark] : others.with(index, mark);
  }

  remove() {
    if (!this.list[this.chosen]) return;
    this.past.keep(this.list.toSpliced(this.chosen, 1));
    this.choose(-1);
  }

  step(way) {
    this.past[way]();
    this.trying = null;
    this.choose(-1);
  }

  go(by) {
    if (this.list.length) this.choose((this.chosen + by + this.list.length + (this.chosen < 0 && by < 0 ? 1 : 0)) % this.list.length);
  }

  choose(index) {
    this.chosen = this.list[index] ? index : -1;
    this.show();
    const { say } = this.dialog.dataset;
    const mark = this.list[this.chosen];
    const kind = mark && this.dialog.querySelector(`[data-tool=${mark.kind}]`).getAttribute("aria-label");
    this.dialog.querySelector("[role=status]").textContent = mark ? say.replace("{kind}", kind).replace("{n}", this.chosen + 1).replace("{all}", this.list.length) : "";
  }

  take(tool) {
    this.tool = tool;
    this.show();
    this.canvas.focus();
  }

  write() {
    if (this.list[this.chosen]?.kind === "text") this.words.focus();
  }

  #reword() { this.try(measured(this.pen, { ...this.list[this.chosen], text: this.words.value }, this.unit), this.chosen); }
  #keepWords() { if (this.trying) this.put(this.trying[this.chosen], this.chosen); }

  show() {
    const { dialog, list, past } = this;
    const mark = list[this.chosen];
    drawn(this.pen, this.source, list, this.unit);
    helped(this.pen, this.canvas, list, mark, this.unit, this.scale);
    for (const button of dialog.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === this.tool));
    for (const button of dialog.querySelectorAll("[data-colour]")) button.setAttribute("aria-pressed", String(button.dataset.colour === this.colour));
    const can = { undo: past.canUndo, redo: past.canRedo, remove: Boolean(mark), save: list.length > 0 };
    for (const button of dialog.querySelectorAll("[data-act]")) button.setAttribute("aria-disabled", String(!can[button.dataset.act]));
    this.words.closest("label").hidden = mark?.kind !== "text";
    if (document.activeElement !== this.words) this.words.value = mark?.text ?? "";
  }

  #onClick = ({ target }) => {
    const { tool, colour, act } = target.closest("[data-tool], [data-colour], [data-act]")?.dataset ?? {};
    if (tool) this.take(tool);
    if (colour) {
      this.colour = colour;
      const mark = this.list[this.chosen];
      if (mark) this.put({ ...mark, colour }, this.chosen);
      else this.show();
    }
    if (act === "remove") this.remove();
    else if (act === "undo" || act === "redo") this.step(act);
  };

  /* The picture with all that was drawn, and nothing else. */
  async flat() {
    this.#keepWords();
    const crop = this.past.now.find(({ kind }) => kind === "crop");
    const { left, top, width, height } = within(crop ? boxOf(crop, this.unit) : { left: 0, top: 0, width: this.source.width, height: this.source.height }, this.source);
    const made = Object.assign(document.createElement("canvas"), { width: Math.max(1, width), height: Math.max(1, height) });
    const pen = made.getContext("2d");
    pen.translate(-left, -top);
    drawn(pen, this.source, this.past.now, this.unit);
    return new Promise((done) => { made.toBlob(done, this.type, QUALITY); });
  }
}
