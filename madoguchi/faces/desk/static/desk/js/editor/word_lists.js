/* Lists as Word writes them: paragraphs that say their level in a style, with the bullet as text. */

/* {deep, isOrdered} of a paragraph that Word means as an item; null for any other. */
export function listItem(node) {
  const deep = /mso-list:[^;]*\blevel(\d)/i.exec(node.dataset.style ?? "")?.[1];
  if (!deep && !/^MsoListParagraph/.test(node.className)) return null;
  const ignored = [...node.querySelectorAll("[data-style]")].find((part) => /mso-list:\s*ignore/i.test(part.dataset.style));
  if (!deep && !ignored) return null;
  return { deep: Number(deep ?? 1), isOrdered: /^\(?(?:\d+|[a-z]|[ivx]+|[０-９]+)[.)．）]/i.test(ignored?.textContent.trim() ?? "") };
}

/* Items that stand alone, and lists of them: each run of items becomes a list, deeper ones lie within. */
export function nested(blocks) {
  const out = [];
  const open = [];
  for (const block of blocks) {
    if (block.nodeName !== "LI" || !block.deep) {
      open.length = 0;
      out.push(block);
      continue;
    }
    while (open.length && open.at(-1).deep > block.deep) open.pop();
    if (!open.length || open.at(-1).deep < block.deep || (open.at(-1).nodeName === "OL") !== block.isOrdered) {
      if (open.at(-1)?.deep === block.deep) open.pop();
      const list = Object.assign(document.createElement(block.isOrdered ? "ol" : "ul"), { deep: block.deep });
      if (open.length) open.at(-1).append(list);
      else out.push(list);
      open.push(list);
    }
    open.at(-1).append(block);
  }
  return out;
}
