/* Lists of Markdown, as base/html.py reads them: bullets and numbers, nested by their indent. */

import { RULE, isBlank, isLazy, parsed } from "./blocks.js";

export const ITEM = /^( {0,3})([-+*]|(\d{1,9})([.)]))(?:( +)(.*))?$/;

/* [block, where it ends] of the list that begins at a line. */
export function list(lines, at, refs) {
  const [, , mark, number, end] = ITEM.exec(lines[at]);
  const isSame = (found) => (found[3] === undefined ? found[2] === mark : found[4] === end) && !RULE.test(found[0]);
  const items = [];
  let next = at;
  for (let found; (found = ITEM.exec(lines[next] ?? "")) && isSame(found);) {
    const [kept, past] = item(lines, next, found);
    items.push(parsed(kept, refs));
    next = past;
    let ahead = next;
    while (isBlank(lines[ahead]) && ahead < lines.length) ahead += 1;
    const more = ITEM.exec(lines[ahead] ?? "");
    if (more && isSame(more)) next = ahead;
  }
  return [{ kind: "list", start: number === undefined ? null : Number(number), items }, next];
}

/* The lines of an item without their indent, and where it ends. */
function item(lines, at, [, indent, mark, , , gap = "", rest = ""]) {
  const deep = gap.length > 4 || isBlank(rest) ? 1 : gap.length;
  const width = indent.length + mark.length + deep;
  const kept = [gap.slice(deep) + rest];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const inside = lines[next].startsWith(" ".repeat(width));
    if (!isBlank(lines[next]) && !inside && !isLazy(kept, lines, next)) break;
    if (isBlank(lines[next]) && next === at + 1 && isBlank(rest)) break;  // an empty item holds no blank line
    kept.push(inside ? lines[next].slice(width) : lines[next].trimStart());
  }
  while (kept.length > 1 && isBlank(kept.at(-1))) {
    kept.pop();
    next -= 1;
  }
  return [kept.length === 1 && isBlank(kept[0]) ? [] : kept, next];
}
