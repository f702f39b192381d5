/* Marks and where they are. A mark is {kind, x, y, w, h, colour, text, number, seed}, in pixels of the picture: an arrow points from (x, y) to
   (x + w, y + h), a number has its middle at (x, y), everything else fills the box between the two corners. Never changed, only replaced. */

export const BOXES = new Set(["box", "highlight", "blur", "crop"]);

/* {left, top, width, height} in whole pixels that cover the mark. */
export function boxOf({ kind, x, y, w, h }, unit) {
  const grow = kind === "number" ? unit * 5 : 0;
  const left = Math.floor(Math.min(x, x + w) - grow);
  const top = Math.floor(Math.min(y, y + h) - grow);
  return { left, top, width: Math.ceil(Math.max(x, x + w) + grow) - left, height: Math.ceil(Math.max(y, y + h) + grow) - top };
}

/* The part of a box that lies on the picture. */
export function within({ left, top, width, height }, { width: across, height: down }) {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return { left: x, top: y, width: Math.min(across, left + width) - x, height: Math.min(down, top + height) - y };
}

/* Where a mark can be taken to make it larger: [x, y] each. */
export function handlesOf({ kind, x, y, w, h }) {
  if (kind === "arrow") return [[x, y], [x + w, y + h]];
  return BOXES.has(kind) ? [[x, y], [x + w, y], [x + w, y + h], [x, y + h]] : [];
}

/* The mark with one of its handles taken somewhere else. */
export function pulled(mark, handle, dx, dy) {
  const { x, y, w, h } = mark;
  const isLeft = mark.kind === "arrow" ? handle === 0 : handle === 0 || handle === 3;
  const isTop = mark.kind === "arrow" ? handle === 0 : handle < 2;
  return { ...mark, x: x + (isLeft ? dx : 0), y: y + (isTop ? dy : 0), w: w + (isLeft ? -dx : dx), h: h + (isTop ? -dy : dy) };
}

export const moved = (mark, dx, dy) => ({ ...mark, x: mark.x + dx, y: mark.y + dy });

/* What lies at a point: {index, handle}, handle -1 for its body; index -1 for nothing. The chosen mark comes first, then the topmost. */
export function found(marks, chosen, [x, y], reach, unit) {
  const handle = marks[chosen] ? handlesOf(marks[chosen]).findIndex(([left, top]) => Math.hypot(left - x, top - y) <= reach) : -1;
  if (handle >= 0) return { index: chosen, handle };
  return { index: marks.findLastIndex((mark) => mark.kind !== "crop" && covers(mark, x, y, reach / 2, unit)), handle: -1 };
}

function covers(mark, x, y, reach, unit) {
  if (mark.kind === "arrow") return distance(mark, x, y) <= reach + unit;
  const { left, top, width, height } = boxOf(mark, unit);
  const isIn = (by) => x >= left - by && x <= left + width + by && y >= top - by && y <= top + height + by;
  return mark.kind === "box" ? isIn(reach) && !isIn(-reach - unit) : isIn(reach / 2);  // through a frame one reaches what it holds
}

function distance({ x, y, w, h }, px, py) {
  const length = w * w + h * h;
  const along = length ? Math.max(0, Math.min(1, ((px - x) * w + (py - y) * h) / length)) : 0;
  return Math.hypot(px - x - along * w, py - y - along * h);
}

/* A mark of a usual size with its middle at a point, for whoever only pressed, or has no pointer. */
export function usual(kind, [x, y], { unit, canvas: { width, height } }, more) {
  const units = { arrow: [40, -24], number: [0, 0], text: [0, 0] }[kind] ?? [60, 24];
  const [w, h] = kind === "crop" ? [width * 0.8, height * 0.8] : units.map((size) => size * unit);
  return { kind, x: x - w / 2, y: y - h / 2, w, h, ...more };
}
