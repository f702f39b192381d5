/* The commands that were used last in this workspace, by their names, in this browser. */

const KEPT = `palette-${document.documentElement.dataset.workspace}`;
const MOST = 6;

export const recent = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");

export function remember(name) {
  localStorage.setItem(KEPT, JSON.stringify([name, ...recent().filter((known) => known !== name)].slice(0, MOST)));
}
