/* Markdown -> a list of blocks, as base/html.py reads it (CommonMark with tables, no HTML).

   A block is {kind: "line", nodes} (one line of the editor), {kind: "blank"}, {kind: "heading", level, nodes}, {kind: "quote", blocks},
   {kind: "code", info, text}, {kind: "list", start, items: [blocks]} (start null: bullets), {kind: "card", nodes, blocks} (base/cards.py) or {kind: "table", aligns, rows: [[nodes]]}.
   A rule (---) stays the line that it is. */

import { inline } from "./inline.js";
import { ITEM, list } from "./lists_read.js";
import { table } from "./tables_read.js";

const FENCE = /^( {0,3})(`{3,}|~{3,})([^`]*|.*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
export const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
export const CARD = /^:::card[ \t]+(\[(?:[^[\]\\]|\\.){1,300}\]\([^()\s]{1,2000}\))[ \t]*$/;
const CONTAINER = /^:{3,10}[ \t]*(?:$|(?:note|tip|warning|danger|fold|card)\b)/;  // where one begins or ends (base/containers.py)
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const REFERENCE = /^ {0,3}\[([^\]]+)\]: *<?([^\s<>]+)>?(?: +(?:"[^"]*"|'[^']*'|\([^)]*\)))? *$/;
export const isBlank = (line) => line === undefined || /^[ \t]*$/.test(line);

export function blocks(markdown) {
  const refs = {};
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n").map((line) => line.replace(/^[ \t]+/, (lead) => lead.replace(/\t/g, "    ")));
  return parsed(lines, refs);
}

export function parsed(lines, refs) {
  for (const line of lines) {
    const [, name, target] = REFERENCE.exec(line) ?? [];
    if (name && !name.startsWith("^")) refs[name.trim().toLowerCase()] ??= target;
  }
  const out = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = one(lines, at, refs);
    out.push(...[block].flat());
    at = isBlank(lines[next]) && next < lines.length && ["list", "quote", "table"].includes(block.kind) ? next + 1 : next;
  }
  return out;
}

function one(lines, at, refs) {
  const line = lines[at];
  if (isBlank(line)) return [{ kind: "blank" }, at + 1];
  if (fenceOf(line)) return fenced(lines, at);
  if (/^ {4}/.test(line)) return indented(lines, at);
  const heading = HEADING.exec(line);
  if (heading) return [{ kind: "heading", level: heading[1].length, nodes: inline(heading[2] ?? "", refs) }, at + 1];
  if (RULE.test(line)) return [{ kind: "line", nodes: [{ kind: "text", text: line.trim() }] }, at + 1];
  if (QUOTE.test(line)) return quoted(lines, at, refs);
  if (CARD.test(line)) return card(lines, at, refs);
  if (ITEM.test(line)) return list(lines, at, refs);
  return table(lines, at, refs) ?? paragraph(lines, at, refs);
}

function fenceOf(line) {
  const found = FENCE.exec(line);
  return found && !(found[2][0] === "`" && found[3].includes("`")) ? found : null;
}

function fenced(lines, at) {
  const [, indent, marks, info] = fenceOf(lines[at]);
  const end = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}[ \\t]*$`);
  let next = at + 1;
  while (next < lines.length && !end.test(lines[next])) next += 1;
  const text = lines.slice(at + 1, next).map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), "")).join("\n");
  return [{ kind: "code", info: info.trim(), text }, Math.min(next + 1, lines.length)];
}

function indented(lines, at) {
  let next = at;
  while (next < lines.length && (isBlank(lines[next]) || /^ {4}/.test(lines[next]))) next += 1;
  while (isBlank(lines[next - 1])) next -= 1;
  return [{ kind: "code", info: "", text: lines.slice(at, next).map((line) => line.slice(4)).join("\n") }, next];
}

/* Whether a line ends the paragraph before it. */
export function interrupts(lines, at) {
  const line = lines[at];
  const item = ITEM.exec(line);
  if (item && !isBlank(item[6]) && (item[3] === undefined || Number(item[3]) === 1)) return true;
  return Boolean(isBlank(line) || fenceOf(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || CONTAINER.test(line) || table(lines, at));
}

/* A line that only goes on with the paragraph above it, though its mark is missing. */
export function isLazy(kept, lines, at) {
  const last = kept.at(-1) ?? "";
  const inFence = kept.filter((line) => fenceOf(line.trimStart())).length % 2 === 1;
  const bare = last.replace(/^(?: *(?:> ?|[-+*] +|\d{1,9}[.)] +))+/, "");
  return !isBlank(bare) && !inFence && !HEADING.test(bare) && !RULE.test(bare) && !interrupts(lines, at) && !ITEM.test(lines[at]);
}

function quoted(lines, at, refs) {
  const kept = [];
  let next = at;
  while (next < lines.length && (QUOTE.test(lines[next]) || isLazy(kept, lines, next))) kept.push(lines[next++].replace(QUOTE, ""));
  return [{ kind: "quote", blocks: parsed(kept, refs) }, next];
}

function card(lines, at, refs) {
  const end = lines.findIndex((line, place) => place > at && /^:::[ \t]*$/.test(line));
  const last = end < 0 ? lines.length : end;
  return [{ kind: "card", nodes: inline(CARD.exec(lines[at])[1], refs), blocks: parsed(lines.slice(at + 1, last), refs) }, Math.min(last + 1, lines.length)];
}

function paragraph(lines, at, refs) {
  let next = at + 1;
  while (next < lines.length && !SETEXT.test(lines[next]) && !interrupts(lines, next)) next += 1;
  const under = SETEXT.exec(lines[next] ?? "");
  const said = lines.slice(at, next);
  while (said.length && REFERENCE.test(said[0])) said.shift();
  const nodes = inline(said.map((line) => line.replace(/^ +/, "")).join("\n").replace(/ +$/, ""), refs);
  const made = linesOf(nodes).map((line) => (under ? { kind: "heading", level: under[1][0] === "=" ? 1 : 2, nodes: line } : { kind: "line", nodes: line }));
  return [said.length ? made : [], under ? next + 1 : next];
}

/* A tree parted at its line breaks. */
export function linesOf(nodes) {
  const out = [[]];
  for (const node of nodes) {
    if (node.kind === "br") out.push([]);
    else if (!node.children) out.at(-1).push(node);
    else for (const [place, children] of linesOf(node.children).entries()) {
      if (place) out.push([]);
      if (children.length) out.at(-1).push({ ...node, children });
    }
  }
  return out;
}
