/* &amp; and its like, as the browser itself knows them. */

const reader = document.createElement("textarea");

/* What an entity at the start of a text stands for, and its length; length 0: it is none. */
export function entity(words) {
  const found = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i.exec(words)?.[0] ?? "";
  if (!found) return ["", 0];
  reader.innerHTML = found;
  return reader.value && reader.value !== found ? [reader.value, found.length] : ["", 0];
}
