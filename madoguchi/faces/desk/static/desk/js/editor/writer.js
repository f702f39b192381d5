/* What the editor holds -> Markdown. A DIV is a line; lists, quotes and tables are parted from what follows by a blank line, because
   CommonMark would take it for more of them. `written` of inline_writer.js says what stands in a line. */

import { CARD, linesOf } from "./blocks.js";
import { treeOf, written, writtenLines } from "./inline_writer.js";
import { tableOf } from "./tables_write.js";

const INLINE = /^(?:#text|A|B|BR|CODE|DEL|EM|I|IMG|INPUT|S|SPAN|STRIKE|STRONG|U|FONT|SUB|SUP|SMALL)$/;
const OPENS = /^(?:[-+*]|\d{1,9}[.)]|#{1,6})(?:\s|$)|^>|^(?:`{3,}|~{3,})|^(?:=+|-+)\s*$|^(?:[-*_] *){3,}$|^\[[^\]]+\]:|^(?!:+\s*$)[|:-][-|:\s]*$/;  // ::: ends a call-out
const PARTED = new Set(["list", "quote", "table"]);

export function markdownOf(root) {
  const found = blocksOf(root);
  if (found.length > 1 && isBlank(found.at(-1)) && !["line", "rule"].includes(found.at(-2).kind)) found.pop();  // where the caret waits
  return joinedBlocks(found).join("\n");
}

const isBlank = (block) => block.kind === "line" && !block.lines[0];

/* {kind, lines} for each block of a container. */
function blocksOf(container) {
  const out = [];
  let run = [];
  const flush = () => {
    if (run.length) out.push(...plainLines(run));
    run = [];
  };
  for (const node of container.childNodes) {
    if (node.nodeType === Node.TEXT_NODE && !node.data.trim() && !run.length) continue;
    if (isInline(node)) run.push(node);
    else {
      flush();
      out.push(...blockOf(node));
    }
  }
  flush();
  return out;
}

const isInline = (node) => node.nodeType !== Node.ELEMENT_NODE || (INLINE.test(node.nodeName) && [...node.childNodes].every(isInline));

function blockOf(node) {
  const name = node.nodeName;
  if (name === "UL" || name === "OL") return listOf(node);
  if (name === "BLOCKQUOTE" && node.className === "card") return [cardOf(blocksOf(node))];
  if (name === "BLOCKQUOTE") return [quoteOf(blocksOf(node))];
  if (name === "PRE") return [codeOf(node)];
  if (name === "TABLE") return [tableOf(node)];
  if (/^H[1-6]$/.test(name)) return headings(node);
  if (name === "HR") return [{ kind: "rule", lines: ["---"] }];
  const inside = blocksOf(node);
  return inside.length || name !== "DIV" ? inside : [{ kind: "line", lines: [""] }];
}

const quoteOf = (blocks) => ({ kind: "quote", lines: joinedBlocks(ended(blocks)).map((line) => (line ? `> ${line}` : ">")) });

/* A card begins with its link; without one, it is a quote. */
function cardOf([title, ...rest]) {
  const begin = `:::card ${title?.lines.join(" ")}`;
  if (!CARD.test(begin)) return quoteOf([title, ...rest].filter(Boolean));
  return { kind: "card", lines: [begin, ...joinedBlocks(ended(rest)), ":::"] };
}

/* Without the blank lines at its end. */
function ended(blocks) {
  const last = blocks.findLastIndex((block) => !isBlank(block));
  return blocks.slice(0, Math.max(1, last + 1));
}

function plainLines(nodes) {
  const lines = linesOf(treeOf(nodes));
  if (lines.length > 1 && !lines.at(-1).length) lines.pop();  // the last BR of a line only holds it open
  return lines.map((line) => ({ kind: "line", nodes: line, lines: [written(line)] }));
}

function headings(node) {
  const marks = "#".repeat(Number(node.nodeName[1]));
  return plainLines(node.childNodes).map(({ lines: [words] }) => ({ kind: words ? "heading" : "line", lines: [words && `${marks} ${words.replace(/(#+)$/, "\\$1")}`] }));
}

function codeOf(node) {
  const copy = node.cloneNode(true);
  for (const line of copy.querySelectorAll("br")) line.replaceWith("\n");
  const words = copy.textContent.replace(/\u200b/g, "").replace(/\u00a0/g, " ").replace(/\n$/, "");
  const marks = "`".repeat(Math.max(3, ...(words.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return { kind: "code", lines: [marks + (node.dataset.info ?? ""), ...words.split("\n"), marks] };
}

/* An item is its own blocks and the lists that Squire puts beside it. */
function listOf(node) {
  const items = [];
  for (const child of node.children) {
    if (/^[OU]L$/.test(child.nodeName) && items.length) items.at(-1).push(...listOf(child));
    else if (/^[OU]L$/.test(child.nodeName)) items.push(listOf(child));
    else items.push(blocksOf(child));
  }
  const start = node.nodeName === "OL" ? Number(node.getAttribute("start") ?? 1) : null;
  return items.length ? [{ kind: "list", start, items, lines: itemLines(items, start, false) }] : [];
}

function itemLines(items, start, other) {
  return items.flatMap((blocks, place) => {
    const mark = start === null ? (other ? "*" : "-") : `${start + place}${other ? ")" : "."}`;
    const lines = joinedBlocks(ended(blocks).filter((block, at) => at || !isBlank(block)));
    return (lines.length ? lines : [""]).map((line, at) => (at ? line && " ".repeat(mark.length + 1) + line : `${mark} ${line}`.trimEnd()));
  });
}

/* The lines of blocks one below the other, with what parts them. */
function joinedBlocks(blocks) {
  const out = [];
  let before = null;
  for (const block of asParagraphs(blocks)) {
    let { lines } = block;
    if (block.kind === "list" && before?.kind === "list" && (block.start === null) === (before.start === null)) {
      block.isOther = !before.isOther;
      lines = itemLines(block.items, block.start, block.isOther);
    }
    if (before && (PARTED.has(before.kind) || !interrupts(block, before))) out.push("");
    out.push(...(block.kind === "line" ? [escaped(lines[0], before)] : lines));
    before = block;
  }
  return out;
}

function asParagraphs(blocks) {
  const out = blocks.map((block) => ({ ...block }));
  for (let at = 0; at < out.length; at += 1) {
    let end = at;
    while (out[end]?.nodes?.length) end += 1;
    if (end - at > 1) writtenLines(out.slice(at, end).map((block) => block.nodes)).forEach((line, place) => { out[at + place].lines = [line]; });
    at = Math.max(at, end);
  }
  return out;
}

/* Whether a block can stand right below a line of text without being taken for more of it. */
function interrupts(block, before) {
  if (block.kind !== "list" || before.kind !== "line" || isBlank(before)) return true;
  return (block.start ?? 1) === 1 && !/^(?:[-*]|\d+[.)])$/.test(block.lines[0]);
}

/* A line that would begin a list, a quote, a heading, a rule or a table, and is none in the editor. */
function escaped(line, before) {
  const follows = before?.kind === "line" && !isBlank(before);
  const words = line.replace(/^ {4,}/, (lead) => "\u00a0".repeat(lead.length));
  if (!OPENS.test(words) || (/^(?:-{3,}|(?:\* ?){3,}|_{3,})\s*$/.test(words) && !(follows && words[0] === "-"))) return words;
  if (/^(?:[|:=]|--)/.test(words) && !follows) return words;
  return words.replace(/^(\d*)(.)/, "$1\\$2");
}
