/* A table of the editor -> Markdown: the first row is the head, short rows are filled up. */

import { treeOf, written } from "./inline_writer.js";

export function tableOf(node) {
  const rows = [...node.rows].map((row) => [...row.cells]).filter((row) => row.length);
  const width = Math.max(1, ...rows.map((row) => row.length));
  const dashes = (cell) => ({ center: ":-:", right: "--:", left: ":--" })[cell?.align] ?? "---";
  const lines = rows.map((row) => `| ${Array.from({ length: width }, (_none, column) => cellWords(row[column])).join(" | ")} |`);
  lines.splice(1, 0, `| ${Array.from({ length: width }, (_none, column) => dashes(rows[0]?.[column])).join(" | ")} |`);
  return { kind: "table", lines };
}

function cellWords(cell) {
  const tree = cell ? treeOf(cell.childNodes).map((node) => (node.kind === "br" ? { kind: "text", text: " " } : node)) : [];
  return written(tree).replaceAll("|", "\\|");
}
