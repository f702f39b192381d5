/* Tables of Markdown, as base/html.py reads them: a head, a line of dashes, and rows as wide as the head. */

import { inline } from "./inline.js";
import { interrupts } from "./blocks.js";

const DASHES = /^[ ]{0,3}(?:\||:?-)[-:|\s]+$/;

/* [block, where it ends] of a table that begins at a line; null when none does. */
export function table(lines, at, refs) {
  const under = lines[at + 1] ?? "";
  if (!lines[at]?.includes("|") || !DASHES.test(under) || /^\s*-\s/.test(under)) return null;
  const head = cells(lines[at]);
  const marks = cells(under);
  if (head.length !== marks.length || !head.length || !marks.every((mark) => /^:?-+:?$/.test(mark))) return null;
  const aligns = marks.map((mark) => (mark.endsWith(":") ? (mark.startsWith(":") ? "center" : "right") : mark.startsWith(":") ? "left" : ""));
  const rows = [head];
  let next = at + 2;
  for (; next < lines.length && lines[next].trim() && !/^ {4}/.test(lines[next]); next += 1) {
    if (interrupts([lines[next]], 0)) break;
    const row = cells(lines[next]);
    rows.push(head.map((_cell, column) => row[column] ?? ""));
  }
  return [{ kind: "table", aligns, rows: rows.map((row) => row.map((cell) => inline(cell, refs))) }, next];
}

/* The cells of | a | b |; a pipe behind a backslash is a part of its cell. */
export function cells(line) {
  const parts = line.trim().split(/(?<!\\)\|/).map((part) => part.replaceAll("\\|", "|").trim());
  if (parts[0] === "") parts.shift();
  if (parts.at(-1) === "") parts.pop();
  return parts;
}
