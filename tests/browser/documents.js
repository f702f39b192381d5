/* Documents as the editor may hold them, made by chance from a seed, and what a person reads in one: a line each, with the lists and quotes
   around it and the marks of its words. For tests/browser/test_markdown.py. */

import { linesOf } from "/js/editor/blocks.js";
import { runs, treeOf } from "/js/editor/inline_writer.js";
import { fragment } from "/js/editor/render.js";
import { markdownOf } from "/js/editor/writer.js";

let seed = 1;
const chance = (most) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor((seed / 2147483648) * most);
};
const pick = (list) => list[chance(list.length)];
const times = (most, make) => Array.from({ length: 1 + chance(most) }, make);

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function inlines(words, depth = 0) {
  return times(3, () => {
    const kind = depth > 1 ? 0 : chance(8);
    const said = times(4, () => pick(words)).join("");
    if (kind < 4) return said;
    if (kind === 4) return element("b", ...inlines(words, depth + 1));
    if (kind === 5) return element("i", ...inlines(words, depth + 1));
    if (kind === 6) return element("code", said);
    return Object.assign(element("a", said), { href: `https://kobo.example/${chance(9)}` });
  });
}

const line = (words, name = "div") => (chance(6) ? element(name, ...inlines(words)) : element(name, element("br")));

function list(words, depth = 0) {
  const made = element(pick(["ul", "ol"]));
  for (const item of times(3, () => line(words, "li"))) {
    made.append(item);
    if (depth < 2 && !chance(3)) made.append(list(words, depth + 1));
  }
  return made;
}

function table(words) {
  const width = 1 + chance(3);
  const row = (name) => element("tr", ...Array.from({ length: width }, () => element(name, ...inlines(words))));
  return element("table", element("thead", row("th")), element("tbody", ...times(2, () => row("td"))));
}

function block(words, depth = 0) {
  const kind = chance(10);
  if (kind === 5) return list(words);
  if (kind === 6 && depth < 2) return element("blockquote", ...times(3, () => block(words, depth + 1)));
  if (kind === 7) return element("pre", pick(["x", "a\n  b", "```", "`~"]));
  return kind === 8 && !depth ? table(words) : line(words);
}

const PLACES = { UL: "list ", OL: "numbers ", BLOCKQUOTE: "quote ", TD: "cell ", TH: "head " };

/* What is read in a document; spaces at the edges of a line, and blank lines, are nothing. */
export function outline(root) {
  const out = [];
  const say = (where, nodes) => {
    const words = JSON.parse(runs(nodes));
    if (words.length) words[0][2] = words[0][2].replace(/^[ \u3000]+/, "");
    if (words.length) words.at(-1)[2] = words.at(-1)[2].replace(/[ \u3000]+$/, "");
    const said = words.filter(([kind, , text]) => kind || text);
    if (said.length) out.push([where, said]);
  };
  const walk = (node, where) => {
    let run = [];
    const flush = () => {
      for (const found of run.length ? linesOf(treeOf(run)) : []) say(where, found);
      run = [];
    };
    for (const child of node.childNodes) {
      if (/^(?:#text|A|B|STRONG|I|EM|S|CODE|BR|IMG)$/.test(child.nodeName)) {
        run.push(child);
        continue;
      }
      flush();
      if (child.nodeName === "PRE") out.push([`${where}code`, child.textContent.replace(/\n$/, "")]);
      else if (child.nodeName === "HR") out.push([where, [["", "", "---"]]]);
      else walk(child, where + (PLACES[child.nodeName] ?? ""));
    }
    flush();
  };
  walk(root, "");
  return out;
}

/* [Markdown, what stood there, what stands there when it is read again] of so many documents. */
export function documents(words, count) {
  seed = 20261128;
  return Array.from({ length: count }, () => {
    const made = element("div", ...times(5, () => block(words)));
    const markdown = markdownOf(made);
    return [markdown, outline(made), outline(element("div", fragment(markdown)))];
  });
}

export const outlineOf = (html) => outline(new DOMParser().parseFromString(html, "text/html").body);
