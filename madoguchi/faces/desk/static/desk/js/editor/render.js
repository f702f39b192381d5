/* Blocks -> what the editor holds: a line is a DIV, as Squire has it; pictures of the letter (cid) come from `pictures`. */

import { blocks } from "./blocks.js";
import { targetOf } from "./inline_writer.js";

/* `pictures`: the address of each picture by its cid. One that nobody knows stays the text that it is. */
export function fragment(markdown, pictures = new Map()) {
  return made(blocks(markdown), pictures);
}

function made(found, pictures) {
  const out = document.createDocumentFragment();
  for (const block of found) out.append(element(block, pictures));
  return out;
}

function element(block, pictures) {
  if (block.kind === "line") return line("div", block.nodes, pictures);
  if (block.kind === "heading") return line(`h${block.level}`, block.nodes, pictures);
  if (block.kind === "quote") return within("blockquote", filled(made(block.blocks, pictures)));
  if (block.kind === "card") return Object.assign(within("blockquote", line("div", block.nodes, pictures), made(block.blocks, pictures)), { className: "card" });
  if (block.kind === "code") return code(block);
  if (block.kind === "list") return list(block, pictures);
  if (block.kind === "table") return table(block, pictures);
  return line("div", [], pictures);
}

function within(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}

const filled = (part) => (part.childNodes.length ? part : within("div", document.createElement("br")));

function line(name, nodes, pictures) {
  return within(name, ...(nodes.length ? nodes.map((node) => inlineElement(node, pictures)) : [document.createElement("br")]));
}

function code({ info, text }) {
  const pre = within("pre", text || document.createElement("br"));
  if (info) pre.dataset.info = info;
  if (text.endsWith("\n")) pre.append(document.createElement("br"));
  return pre;
}

function list({ start, items }, pictures) {
  const node = document.createElement(start === null ? "ul" : "ol");
  if (start !== null && start !== 1) node.start = start;
  for (const found of items) {
    const kinds = found.map((block) => block.kind);
    const lead = kinds[0] === "line" ? 1 : 0;
    if (kinds.slice(lead).every((kind) => kind === "list")) {  // Squire's way: a list in a list, beside its item
      node.append(line("li", found[0]?.kind === "line" ? found[0].nodes : [], pictures));
      node.append(made(found.slice(lead), pictures));
    } else {
      node.append(within("li", filled(made(found, pictures))));
    }
  }
  return node;
}

function table({ aligns, rows }, pictures) {
  const row = (found, name) => within("tr", ...found.map((nodes, column) => {
    const cell = line(name, nodes, pictures);
    if (aligns[column]) cell.align = aligns[column];
    return cell;
  }));
  const [head, ...rest] = rows;
  return within("table", within("thead", row(head, "th")), within("tbody", ...rest.map((found) => row(found, "td"))));
}

export function inlineElement(node, pictures) {
  if (node.kind === "text") return document.createTextNode(node.text);
  if (node.kind === "br") return document.createElement("br");
  if (node.kind === "code") return within("code", node.text);
  if (node.kind === "img") return picture(node, pictures);
  const made = within(node.kind, ...node.children.map((child) => inlineElement(child, pictures)));
  if (node.kind === "a") made.href = node.href;
  return made;
}

function picture({ cid, alt }, pictures) {
  if (!pictures.has(cid)) return document.createTextNode(`![${alt}](${targetOf(cid)})`);
  const image = document.createElement("img");
  Object.assign(image, { src: pictures.get(cid), alt });
  image.dataset.cid = cid;
  return image;
}
