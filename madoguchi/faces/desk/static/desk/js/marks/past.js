/* What was drawn, step by step: each step is a list of marks, which is never changed. */

export class Past {
  #steps = [[]];
  #at = 0;

  get now() { return this.#steps[this.#at]; }
  get canUndo() { return this.#at > 0; }
  get canRedo() { return this.#at < this.#steps.length - 1; }

  keep(marks) {
    this.#steps.splice(this.#at + 1, Infinity, marks);
    this.#at += 1;
  }

  undo() { this.#at -= this.canUndo ? 1 : 0; }
  redo() { this.#at += this.canRedo ? 1 : 0; }
}
