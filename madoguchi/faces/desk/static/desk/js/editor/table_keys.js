/* Tables in the rich surface: Tab and Enter go from cell to cell, make a new row at the end, and leave the table where that one says
   nothing. Rows and columns come and go. No key takes a table apart by joining its cells. */

const CELL = "td, th";

export class TableKeys {
  constructor(surface) {
    Object.assign(this, { squire: surface.squire, element: surface.element, surface });
    surface.field.parentElement.addEventListener("keydown", this.#onKey, true);
  }

  get cell() {
    const { startContainer } = this.squire.getSelection();
    const found = (startContainer.nodeType === Node.ELEMENT_NODE ? startContainer : startContainer.parentElement)?.closest(CELL);
    return found && this.element.contains(found) ? found : null;
  }

  make() {
    if (this.cell) return this.squire.focus();
    this.surface.insert("|  |  |\n| --- | --- |\n|  |  |");
    const table = this.#last();
    return table && this.#enter(table.rows[0].cells[0]);
  }

  /* Into the first row below the head of the table that was just made. */
  enterBody() { this.#enter(this.#last()?.rows[1]?.cells[0]); }

  /* The table that ends before the caret, or around it. */
  #last() {
    const { endContainer } = this.squire.getSelection();
    const before = [...this.element.querySelectorAll("table")].filter((table) => table.compareDocumentPosition(endContainer) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY));
    return before.at(-1);
  }

  addRow() {
    this.#change((table, row, column) => {
      const made = table.insertRow(row + 1);
      for (let at = 0; at < table.rows[0].cells.length; at += 1) made.append(cell("td"));
      if (!made.closest("tbody")) (table.tBodies[0] ?? table.createTBody()).prepend(made);
      return made.cells[column];
    });
  }

  addColumn() {
    this.#change((table, row, column) => {
      for (const line of table.rows) (line.cells[column] ?? line.lastElementChild).after(cell(line.parentElement.nodeName === "THEAD" ? "th" : "td"));
      return table.rows[row].cells[column + 1];
    });
  }

  removeRow() {
    this.#change((table, row, column) => {
      if (row === 0) return table.rows.length > 1 ? table.rows[0].cells[column] : this.#remove(table);
      table.rows[row].remove();
      return table.rows[Math.min(row, table.rows.length - 1)].cells[column];
    });
  }

  removeColumn() {
    this.#change((table, row, column) => {
      if (table.rows[row].cells.length === 1) return this.#remove(table);
      for (const line of table.rows) line.cells[column]?.remove();
      return table.rows[row].cells[Math.max(0, column - 1)];
    });
  }

  #change(change) {
    const here = this.cell;
    if (!here) return;
    this.squire.saveUndoState();
    this.#enter(change(here.closest("table"), here.closest("tr").rowIndex, here.cellIndex));
  }

  #remove(table) {
    const line = this.squire.createDefaultBlock();
    table.replaceWith(line);
    return line;
  }

  #enter(place, atStart = Boolean(place?.querySelector("br:only-child"))) {
    if (!place) return;
    const range = document.createRange();
    range.selectNodeContents(place);
    range.collapse(atStart);
    this.squire.setSelection(range);
    this.squire.focus();
  }

  #onKey = (event) => {
    const here = this.element.contains(event.target) && !event.isComposing && event.keyCode !== 229 && this.cell;
    if (!here || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Tab") this.#step(here, event.shiftKey ? -1 : 1);
    else if (event.key === "Enter") this.#below(here);
    else if (!this.#joins(event.key, here)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #step(here, by) {
    const cells = [...here.closest("table").querySelectorAll(CELL)];
    const next = cells[cells.indexOf(here) + by];
    return next || by < 0 ? this.#enter(next) : this.#onward(here, 0);
  }

  #below(here) {
    const { rows } = here.closest("table");
    const below = rows[here.parentElement.rowIndex + 1];
    return below ? this.#enter(below.cells[here.cellIndex]) : this.#onward(here, here.cellIndex);
  }

  #onward({ parentElement: row }, column) {
    if (row.rowIndex > 1 && saysNothing(row)) return this.#leave(row);
    this.addRow();
    return this.#enter(this.cell?.parentElement.cells[column]);
  }

  #leave(row) {
    const table = row.closest("table");
    this.squire.saveUndoState();
    row.remove();
    if (!table.nextElementSibling) table.after(this.squire.createDefaultBlock());
    this.#enter(table.nextElementSibling, true);
  }

  /* Whether a key would join cells. Of a selection over several, the words go and the cells stay. */
  #joins(key, here) {
    if (key !== "Backspace" && key !== "Delete") return false;
    const range = this.squire.getSelection();
    if (range.collapsed) {
      const rest = document.createRange();
      rest.selectNodeContents(here);
      if (key === "Backspace") rest.setEnd(range.startContainer, range.startOffset);
      else rest.setStart(range.endContainer, range.endOffset);
      return !rest.toString().replace(/\u200b/g, "") && !rest.cloneContents().querySelector("img");
    }
    if (here.contains(range.endContainer)) return false;
    this.squire.saveUndoState();
    for (const one of here.closest("table").querySelectorAll(CELL)) if (range.intersectsNode(one)) one.replaceChildren(document.createElement("br"));
    this.#enter(here);
    return true;
  }
}

const saysNothing = (node) => !node.textContent.replace(/\u200b/g, "").trim() && !node.querySelector("img");

function cell(name) {
  const made = document.createElement(name);
  made.append(document.createElement("br"));
  return made;
}
