/* What stands in a line of the editor -> Markdown, with no more backslashes than it needs: what is written is read again, and has to
   say the same. */

import { linesOf } from "./blocks.js";
import { joined } from "./emphasis.js";
import { FORBIDDEN, inline, text } from "./inline.js";

const KINDS = { B: "b", STRONG: "b", I: "i", EM: "i", S: "s", DEL: "s", STRIKE: "s" };
const MARKS = { b: "**", i: "*", s: "~~" };
const SPECIAL = /[\\`*_~[\]<>]|!(?=\[)|&(?=[#a-z0-9]+;)/gi;

/* The tree of what nodes of the page say; a BR is {kind: "br"}. */
export const treeOf = (nodes) => merged([...nodes].flatMap(nodesOf));

/* Neighbours of one kind as one. */
function merged(nodes) {
  const out = [];
  for (const node of joined(nodes)) {
    const last = out.at(-1);
    if (last?.kind !== node.kind || !["b", "i", "s", "code"].includes(node.kind)) out.push(node);
    else out[out.length - 1] = node.kind === "code" ? { ...node, text: last.text + node.text } : { ...node, children: merged([...last.children, ...node.children]) };
  }
  return out;
}

function nodesOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return [text(node.data.replace(/\u200b/g, "").replace(/[\u00a0\t\n\r]/g, " "))];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (node.nodeName === "BR") return [{ kind: "br" }];
  if (node.nodeName === "IMG") return node.dataset.cid ? [{ kind: "img", cid: node.dataset.cid, alt: node.alt }] : [text(node.alt)];
  if (node.nodeName === "CODE") return node.textContent ? [{ kind: "code", text: node.textContent.replace(/\u200b/g, "").replace(/[\u00a0\n]/g, " ") }] : [];
  const children = treeOf(node.childNodes);
  if (node.nodeName === "A") return linked(node.getAttribute("href") ?? "", children);
  return KINDS[node.nodeName] ? wrapped(KINDS[node.nodeName], children) : children;
}

function linked(href, children) {
  return href && !FORBIDDEN.test(href) && children.length ? [{ kind: "a", href, children }] : children;
}

/* Spaces stand outside of what they are beside: "bold " would not be bold. */
function wrapped(kind, children) {
  children = without(children, kind);
  if (!said(children).trim() && !children.some((child) => child.kind === "img")) return children;
  const first = children[0].kind === "text" ? /^ */.exec(children[0].text)[0] : "";
  const last = children.at(-1).kind === "text" ? / *$/.exec(children.at(-1).text)[0] : "";
  const inside = children.map((child, place) => {
    if (child.kind !== "text") return child;
    const from = place ? 0 : first.length;
    return text(child.text.slice(from, place === children.length - 1 ? child.text.length - last.length : undefined));
  });
  return [text(first), { kind, children: joined(inside) }, text(last)];
}

const said = (nodes) => nodes.map((node) => node.text ?? node.alt ?? (node.children ? said(node.children) : " ")).join("");

/* The lines of one paragraph: a star in one of them must not meet its match in another. */
export function writtenLines(lines) {
  const plain = lines.map((line) => written(line));
  const read = linesOf(inline(plain.join("\n")));
  const isSame = lines.length === 1 || (read.length === lines.length && lines.every((line, at) => runs(trimmed(line)) === runs(trimmed(read[at]))));
  return isSame ? plain : lines.map((line) => written(line, true));
}

/* One line of Markdown. */
export function written(found, escapes = false) {
  const nodes = trimmed(found);
  const wanted = runs(nodes);
  const ways = escapes ? [] : [[nodes, false, "*"]];
  ways.push([nodes, true, "*"], [nodes, true, "_"], [without(nodes, "i"), true, "*"], [without(nodes, "b", "i", "s"), true, "*"]);
  for (const [tree, isEscaped, mark] of ways) {
    const made = put(tree, isEscaped, mark);
    if (runs(inline(made)) === (tree === nodes ? wanted : runs(tree))) return made;
  }
  return put([text(said(nodes))], true, "*");
}

/* Without spaces at its ends; those of Japanese typesetting stay. */
function trimmed(nodes) {
  return joined(nodes.map((node, place) => {
    if (node.kind !== "text") return node;
    const start = place ? node.text : node.text.replace(/^ +/, "");
    return text(place === nodes.length - 1 ? start.replace(/ +$/, "") : start);
  }));
}

function put(nodes, escapes, mark) {
  return nodes.map((node) => {
    if (node.kind === "text") return escapes ? node.text.replace(SPECIAL, "\\$&") : node.text;
    if (node.kind === "code") return code(node.text);
    if (node.kind === "img") return `![${node.alt.replace(/[\\[\]]/g, "\\$&")}](${targetOf(node.cid)})`;
    if (node.kind === "a") return link(node, put(node.children, escapes, mark), escapes);
    const marks = node.kind === "i" ? mark : MARKS[node.kind];
    return `${marks}${put(node.children, escapes, mark)}${marks}`;
  }).join("");
}

export const targetOf = (cid) => (cid.startsWith("picture:") ? cid : `cid:${cid}`);

function code(words) {
  const longest = Math.max(0, ...(words.match(/`+/g) ?? []).map((run) => run.length));
  const marks = "`".repeat(longest + 1);
  const gap = /^`|`$|^ .* $/.test(words) ? " " : "";
  return `${marks}${gap}${words}${gap}${marks}`;
}

function link({ href, children }, label, escapes) {
  if (isBare(href, children)) return escapes ? `<${said(children)}>` : said(children);
  return `[${label}](${/[\s()<>\\]/.test(href) ? `<${href.replace(/[<>\\]/g, encodeURIComponent)}>` : href})`;
}

/* An address that stands for itself: the server links it, whether the editor has done so already or not. */
const isBare = (href, children) => [href, href.replace(/^mailto:/, "")].includes(said(children)) && children.every((child) => child.kind === "text");

const without = (nodes, ...kinds) => merged(nodes.flatMap((node) => {
  if (!node.children) return [node];
  const children = without(node.children, ...kinds);
  return kinds.includes(node.kind) ? children : [{ ...node, children }];
}));

/* What is said with which marks, however it is nested: two trees that say the same have the same. */
export function runs(nodes) {
  const out = [];
  const walk = (found, marks) => {
    for (const node of found) {
      const mark = node.kind !== "a" ? [node.kind] : isBare(node.href, node.children) ? [] : [`a ${node.href}`];
      if (node.children) walk(node.children, [...marks, ...mark].sort());
      else out.push([node.kind === "text" ? "" : `${node.kind} ${node.cid ?? ""}`, [...new Set(marks)].join(), node.text ?? node.alt ?? ""]);
    }
  };
  walk(nodes, []);
  const together = [];
  for (const [kind, marks, words] of out) {
    const last = together.at(-1);
    if (last && !kind && !last[0] && last[1] === marks) last[2] += words;
    else together.push([kind, marks, words]);
  }
  return JSON.stringify(together).trim();
}
