/* Markdown inside a line -> a tree, as base/html.py reads it (CommonMark with strikethrough and bare addresses, no HTML).

   A node is {kind: "text", text}, {kind: "b"|"i"|"s"|"a", children, href?}, {kind: "code", text}, {kind: "img", cid, alt} or
   {kind: "br"}. Other pictures than those of the letter itself stay the text that they are. */

import { emphasise, flanking } from "./emphasis.js";
import { entity } from "./entities.js";

export const PUNCTUATION = /[!-/:-@[-`{-~]/;
export const FORBIDDEN = /^(?:javascript|vbscript|file|data):/i;  // as markdown-it has it; the server drops other strange ones
const ADDRESS = /https?:\/\/[!#-;=?-Z\\\]_a-z~|[]{1,2000}|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
const TAIL = /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)/;
const PICTURE = /^(?:cid:(.+)|picture:[\w-]{1,40})$/i;  // of a letter, or of an article
const AUTOLINK = /^<(?:((?:https?:\/\/|mailto:|tel:)[^\s<>]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+))>/i;

/* `refs`: what [name] stands for, by its folded name. */
export function inline(source, refs = {}) {
  return addressed(new Reader(source, refs).read());
}

class Reader {
  constructor(source, refs) {
    Object.assign(this, { source, refs, at: 0, out: [], openers: [], plain: "" });
  }

  read() {
    while (this.at < this.source.length) this.#one(this.source[this.at]);
    this.#flush();
    return emphasise(this.out);
  }

  #one(char) {
    const rest = this.source.slice(this.at);
    if (char === "\\" && PUNCTUATION.test(rest[1] ?? "")) return this.#text(rest[1], 2);
    if (char === "\n" || rest.startsWith("\\\n")) return this.#break(rest);
    if (char === "`") return this.#code(rest);
    if (char === "*" || char === "_" || char === "~") return this.#delimiter(char, rest);
    if (char === "[" || rest.startsWith("![")) return this.#opener(char === "!");
    if (char === "]") return this.#close(rest);
    const auto = char === "<" && AUTOLINK.exec(rest);
    if (auto) return this.#put({ kind: "a", href: auto[1] ?? `mailto:${auto[2]}`, children: [text(auto[1] ?? auto[2])] }, auto[0].length);
    const [named, length] = char === "&" ? entity(rest) : ["", 0];
    return length ? this.#text(named, length) : this.#text(char, 1);
  }

  #text(words, length) {
    this.plain += words;
    this.at += length;
  }

  #flush() {
    if (this.plain) this.out.push(text(this.plain));
    this.plain = "";
  }

  #put(node, length) {
    this.#flush();
    this.out.push(node);
    this.at += length;
  }

  #break(rest) {
    this.plain = this.plain.replace(/ +$/, "");
    this.#put({ kind: "br" }, /^\\?\n */.exec(rest)[0].length);
  }

  #code(rest) {
    const marks = /^`+/.exec(rest)[0];
    const end = new RegExp(`(?<!\`)${marks}(?!\`)`).exec(rest.slice(marks.length));
    if (!end) return this.#text(marks, marks.length);
    const inside = rest.slice(marks.length, marks.length + end.index).replace(/\n/g, " ");
    const stripped = /^ .* $/.test(inside) && inside.trim() ? inside.slice(1, -1) : inside;
    return this.#put({ kind: "code", text: stripped }, marks.length * 2 + end.index);
  }

  #delimiter(char, rest) {
    const length = new RegExp(`^\\${char}+`).exec(rest)[0].length;
    const run = flanking(this.source.slice(0, this.at), char, rest.slice(length));
    return char === "~" && length < 2 ? this.#text(char, 1) : this.#put({ kind: "run", char, length, all: length, ...run }, length);
  }

  #opener(isImage) {
    this.#put({ kind: "bracket", text: isImage ? "![" : "[", active: true }, isImage ? 2 : 1);
    this.openers.push({ at: this.out.length - 1, from: this.at, isImage });
  }

  /* A link or picture ends here, when what follows says where it leads. */
  #close(rest) {
    const opener = this.openers.pop();
    const [target, length] = opener ? this.#target(rest.slice(1), this.source.slice(opener.from, this.at)) : [];
    if (!opener || target === undefined || !this.out[opener.at].active) return this.#text("]", 1);
    this.#flush();
    const inside = this.out.splice(opener.at).slice(1);
    if (opener.isImage) return this.#image(opener, target, length);
    for (const other of this.openers) if (!other.isImage) this.out[other.at].active = false;  // no link inside a link
    return this.#put({ kind: "a", href: target, children: emphasise(inside) }, 1 + length);
  }

  #image({ from }, target, length) {
    const cid = PICTURE.exec(target);
    const alt = this.source.slice(from, this.at);
    if (cid) return this.#put({ kind: "img", cid: cid[1] ?? target, alt: alt.replace(/\\(.)/g, "$1") }, 1 + length);
    return this.#text(`![${alt}${this.source.slice(this.at, this.at + 1 + length)}`, 1 + length);
  }

  #target(rest, label) {
    const tail = TAIL.exec(rest);
    const known = /^\[([^\]]*)\]/.exec(rest);
    const href = tail ? unescaped(tail[1] ?? tail[2]) : this.refs[(known?.[1] || label).trim().toLowerCase()];
    return href !== undefined && !FORBIDDEN.test(href.trim()) ? [href, tail?.[0].length ?? known?.[0].length ?? 0] : [];
  }
}

export const text = (words) => ({ kind: "text", text: words });
const unescaped = (words) => words.replace(/\\([!-/:-@[-`{-~])/g, "$1");

/* Bare addresses become links, as the server makes them. */
function addressed(nodes) {
  return nodes.flatMap((node) => {
    if (node.kind === "text") return linked(node.text);
    return node.children && node.kind !== "a" ? { ...node, children: addressed(node.children) } : node;
  });
}

function linked(words) {
  const out = [];
  let at = 0;
  for (const match of words.matchAll(ADDRESS)) {
    const found = trimmed(match[0]);
    if (found.length <= 8 && !found.includes("@")) continue;
    const href = /^https?:\/\//.test(found) ? found : `mailto:${found}`;
    out.push(text(words.slice(at, match.index)), { kind: "a", href, children: [text(found)] });
    at = match.index + found.length;
  }
  return [...out, text(words.slice(at))].filter((node) => node.kind !== "text" || node.text);
}

/* Closing punctuation belongs to the sentence, not to the address. */
function trimmed(found) {
  for (let step = 0; step < 10; step += 1) {
    const isBalanced = found.endsWith(")") && found.split("(").length >= found.split(")").length;
    if (!/[.,;:!?)\]'*_]$/.test(found) || isBalanced) break;
    found = found.slice(0, -1);
  }
  return found;
}
