/* Marks by keys alone. A letter takes a tool; Enter puts a mark into the middle, or writes in the one that is chosen; arrows move it, with
   Shift they make it larger; Page Up and Page Down go from mark to mark; Delete takes it away. Ctrl/Cmd+Z and Ctrl/Cmd+Y go back and forth. */

import { handlesOf, moved, pulled } from "./shapes.js";

const STEP_PX = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function steering(marks, letters) {
  marks.dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();  // no key of the desk
    if (event.isComposing || event.keyCode === 229) return;
    const isTyping = event.target.matches("input");
    if (acted(marks, event, isTyping, letters)) event.preventDefault();
  });
}

function acted(marks, event, isTyping, letters) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return !isTyping && stepped(marks, key.toLowerCase(), event.shiftKey);
  if (isTyping) return key === "Enter" && (marks.canvas.focus(), true);
  if (event.altKey) return false;
  if (letters.has(key.toLowerCase())) return marks.take(letters.get(key.toLowerCase())), true;
  if (event.target !== marks.canvas) return false;
  return steered(marks, key, event.shiftKey);
}

function stepped(marks, key, isBack) {
  if (key === "z") marks.step(isBack ? "redo" : "undo");
  else if (key === "y") marks.step("redo");
  else return false;
  return true;
}

function steered(marks, key, isLarger) {
  const mark = marks.list[marks.chosen];
  if (key === "Enter" || key === " ") {
    if (mark?.kind === "text") marks.write();
    else if (marks.tool !== "choose") marks.putUsual();
  } else if (key === "PageDown" || key === "PageUp") marks.go(key === "PageDown" ? 1 : -1);
  else if (key === "Delete" || key === "Backspace") marks.remove();
  else if (key === "Escape" && mark) marks.choose(-1);
  else if (ARROWS[key] && mark) {
    const [dx, dy] = ARROWS[key].map((way) => way * STEP_PX * marks.scale);
    const handle = handlesOf(mark).length === 2 ? 1 : 2;
    marks.put(isLarger && handlesOf(mark).length ? pulled(mark, handle, dx, dy) : moved(mark, dx, dy), marks.chosen);
  } else return false;
  return true;
}
