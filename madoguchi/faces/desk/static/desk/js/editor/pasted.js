/* Rich text from elsewhere (browsers, Word, Google Docs) -> what the editor holds, and nothing else. It is read in a document where nothing
   runs or loads, built anew from the few elements known here, written as Markdown and rendered from that. */

import { fragment } from "./render.js";
import { listItem, nested } from "./word_lists.js";
import { markdownOf } from "./writer.js";

const DROPPED = new Set((
  "SCRIPT STYLE TITLE META LINK BASE HEAD NOSCRIPT TEMPLATE IFRAME OBJECT EMBED APPLET SVG MATH AUDIO VIDEO CANVAS SELECT TEXTAREA INPUT BUTTON"
).split(" "));
const MARKS = { B: "b", STRONG: "b", I: "i", EM: "i", CITE: "i", S: "s", DEL: "s", STRIKE: "s", CODE: "code", KBD: "code", SAMP: "code", TT: "code" };
const BLOCKS = /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CENTER|DD|DETAILS|DIV|DL|DT|FIELDSET|FIGCAPTION|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|SUMMARY|TABLE|UL)$/;
const KEPT = { BLOCKQUOTE: "blockquote", UL: "ul", OL: "ol", LI: "li" };
const LINKS = /^(?:https?:\/\/|mailto:|tel:)/i;

export function cleaned(html, pictures) {
  return fragment(markdownFrom(html), pictures);
}

export function markdownFrom(html) {
  const body = new DOMParser().parseFromString(unarmed(html), "text/html").body;
  const root = document.createElement("div");
  root.append(...blocksOf(body, 0));
  return markdownOf(tidied(root)).replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "");
}

/* Styles are only read here and nothing is ever run; the policy of the page would complain of each even so. */
function unarmed(html) {
  const plain = html.replace(/<style[\s>][^]*?<\/style\s*>/gi, "");
  return plain.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, "$1data-$2$3"));
}

/* Blocks, and lines of what stands between them. */
function blocksOf(node, depth) {
  const out = [];
  let line = null;
  if (depth > 60) return [made("div", node.textContent)];
  for (const child of node.childNodes) {
    if (isBlock(child)) {
      line = null;
      out.push(...block(child, depth + 1));
    } else {
      if (!line) out.push(line = made("div"));
      line.append(...inlines(child, depth + 1));
    }
  }
  return nested(out.filter((one) => one.nodeName !== "DIV" || one.childNodes.length > 1 || one.textContent.trim() || one.querySelector("br, img")));
}

function isBlock(node) {
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName.toUpperCase())) return false;
  return BLOCKS.test(node.nodeName) || [...node.children].some(isBlock);
}

function block(node, depth) {
  const name = node.nodeName;
  if (isHidden(node)) return [];
  if (name === "HR") return [made("hr")];
  if (name === "PRE") return [made("pre", node.textContent.replace(/\n$/, ""))];
  if (name === "TABLE") return table(node, depth);
  const item = listItem(node);
  if (item) return [Object.assign(made("li", ...inlinesIn(node, depth)), { deep: item.deep, isOrdered: item.isOrdered })];
  if (/^H[1-6]$/.test(name)) return [made(name.toLowerCase(), ...inlinesIn(node, depth))];
  const inside = blocksOf(node, depth);
  if (name === "BLOCKQUOTE" && node.className === "card") return [Object.assign(made("blockquote", ...inside), { className: "card" })];
  if (KEPT[name]) return [Object.assign(made(KEPT[name], ...inside), name === "OL" && node.start !== 1 ? { start: node.start } : {})];
  if (name === "P" && !/^Mso/.test(node.className) && !/margin(?:-bottom)?:\s*0(?:p[tx])?[;\s]/.test(`${node.dataset.style};`)) return [...inside, blank()];
  return inside.length ? inside : [blank()].slice(["P", "DIV"].includes(name) ? 0 : 1);
}

const inlinesIn = (node, depth) => [...node.childNodes].flatMap((child) => inlines(child, depth + 1));

function inlines(node, depth) {
  if (node.nodeType === Node.TEXT_NODE) return words(node);
  const name = node.nodeName.toUpperCase();
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(name) || isHidden(node) || depth > 60) return [];
  if (name === "BR") return [made("br")];
  if (name === "IMG") return picture(node);
  let inside = inlinesIn(node, depth);
  const href = name === "A" ? node.getAttribute("href")?.trim() ?? "" : "";
  for (const mark of marksOf(node, name)) inside = [made(mark, ...(mark === "code" ? [node.textContent] : inside))];
  return LINKS.test(href) ? [Object.assign(made("a", ...inside), { href })] : inside;
}

function words(node) {
  const isKept = /white-space:\s*pre/.test(node.parentElement?.dataset.style ?? "");
  if (!isKept) return [document.createTextNode(node.data.replace(/[ \t\r\n\f]+/g, " "))];
  return node.data.split(/\r?\n/).flatMap((line, place) => (place ? [made("br"), line] : [line]));
}

/* Pictures are uploaded, never linked: of foreign ones only the emoji that they stand for is left. */
function picture(node) {
  if (!node.dataset.cid) return /^\p{Extended_Pictographic}\S{0,8}$/u.test(node.alt) ? [document.createTextNode(node.alt)] : [];
  const image = Object.assign(made("img"), { alt: node.alt });
  image.dataset.cid = node.dataset.cid;
  return [image];
}

function marksOf(node, name) {
  const style = node.dataset?.style ?? "";
  const weight = /font-weight:\s*([\w-]+)/.exec(style)?.[1];
  const isLight = weight && (weight === "normal" || Number(weight) < 600);  // Google Docs wraps everything in <b style="font-weight:normal">
  const found = new Set(MARKS[name] === "b" && isLight ? [] : [MARKS[name]]);
  if (weight && !isLight && weight !== "inherit") found.add("b");
  if (/font-style:\s*italic/.test(style)) found.add("i");
  if (/text-decoration[\w-]*:[^;]*line-through/.test(style)) found.add("s");
  found.delete(undefined);
  return found;
}

const isHidden = (node) => /display:\s*none|mso-hide:\s*all|mso-list:\s*ignore|visibility:\s*hidden/i.test(node.dataset?.style ?? "") || node.hidden;

/* A table of facts stays one; what is only laid out by a table becomes what its cells say, one below the other. */
function table(node, depth) {
  const rows = [...node.rows].map((row) => [...row.cells]);
  const isLayout = rows.every((row) => row.length < 2) || node.querySelector("table, ul, ol, pre, blockquote, h1, h2, h3");
  if (isLayout) return rows.flat().flatMap((cell) => blocksOf(cell, depth));
  const lines = rows.filter((row) => row.length).map((row) => made("tr", ...row.map((cell) => made("td", ...inlinesIn(cell, depth)))));
  return [made("table", made("tbody", ...lines))];
}

/* No spaces where a line begins or ends. */
function tidied(root) {
  for (const line of root.querySelectorAll("div, li, td, h1, h2, h3, h4, h5, h6")) {
    const edges = [line.firstChild, line.lastChild].filter((node) => node?.nodeType === Node.TEXT_NODE);
    for (const edge of edges) edge.data = edge === line.firstChild ? edge.data.replace(/^ +/, "") : edge.data.replace(/ +$/, "");
  }
  return root;
}

function made(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}

const blank = () => made("div", made("br"));
