/* Marks by mouse, pen and finger: a tool draws from where it is pressed to where it is let go; what is chosen is moved, or pulled by a handle. */

import { found, moved, pulled, usual } from "./shapes.js";

const REACH_PX = 16;
const NOTHING_PX = 5;  // what is not drawn further than this was only pressed

export function pointing(marks) {
  const { canvas } = marks;
  let held = null;

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || held) return;
    event.preventDefault();  // no text is chosen, and the focus goes where it is told
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    held = begun(marks, marks.pointAt(event));
  });

  canvas.addEventListener("pointermove", (event) => {
    if (held) marks.try(held.as(...by(held.from, marks.pointAt(event))), held.index);
  });

  canvas.addEventListener("pointerup", (event) => {
    if (!held) return;
    const [dx, dy] = by(held.from, marks.pointAt(event));
    const was = held;
    held = null;
    const isPressed = Math.hypot(dx, dy) < NOTHING_PX * marks.scale;
    if (was.isNew) marks.put(isPressed ? was.usual() : was.as(dx, dy), -1);
    else if (isPressed) marks.choose(was.index);
    else marks.put(was.as(dx, dy), was.index);
  });

  canvas.addEventListener("pointercancel", () => {
    held = null;
    marks.show();
  });

  canvas.addEventListener("dblclick", () => marks.write());
}

const by = ([fromX, fromY], [x, y]) => [x - fromX, y - fromY];

/* {from, index, as(dx, dy)}: what a movement by so much makes of it. */
function begun(marks, from) {
  const { index, handle } = found(marks.list, marks.chosen, from, REACH_PX * marks.scale, marks.unit);
  const mark = marks.list[index];
  if (mark && (handle >= 0 || marks.tool === "choose" || index === marks.chosen)) {
    marks.choose(index);
    return { from, index, as: (dx, dy) => (handle >= 0 ? pulled(mark, handle, dx, dy) : moved(mark, dx, dy)) };
  }
  if (marks.tool === "choose") {
    marks.choose(-1);
    return null;
  }
  const fresh = marks.fresh(from);
  const isPlaced = ["number", "text"].includes(fresh.kind);
  return {
    from, index: -1, isNew: true,
    usual: () => usual(fresh.kind, from, marks, marks.looksOf(fresh)),
    as: (dx, dy) => (isPlaced ? moved(fresh, dx, dy) : { ...fresh, w: dx, h: dy }),
  };
}
