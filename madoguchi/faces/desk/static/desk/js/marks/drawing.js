/* Marks on a picture. Each has a light rim, so that it can be told from any ground; words stand white on their colour. */

import { destroyed } from "./pixels.js";
import { boxOf, handlesOf, within } from "./shapes.js";

const RIM = "#ffffff";
const MARKER = "#ffe14d";
const FONT = "system-ui, 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif";

const SEEN_PX = 1.75;  // of the screen: what a unit is at least, so that a mark on a phone is no hair

/* What a line is measured by: a mark looks alike on a small picture and on a large one. `scale`: pixels of the picture in one of the screen. */
export const unitOf = ({ width, height }, scale) => Math.max(2, Math.max(width, height) / 300, scale * SEEN_PX);

/* The picture as it will be sent. What is unreadable comes first: it is made of the picture alone. */
export function drawn(pen, source, marks, unit) {
  pen.drawImage(source, 0, 0);
  for (const mark of marks.filter(({ kind }) => kind === "blur")) destroyed(pen, source, within(boxOf(mark, unit), source), mark.seed);
  for (const mark of marks) DRAW[mark.kind]?.(pen, mark, unit);
}

const DRAW = {
  arrow(pen, { x, y, w, h, colour }, unit) {
    const turn = Math.atan2(h, w);
    const head = Math.min(unit * 6, Math.hypot(w, h) / 1.5);
    const [endX, endY] = [x + w - Math.cos(turn) * head * 0.8, y + h - Math.sin(turn) * head * 0.8];
    const side = (by) => [x + w - Math.cos(turn + by) * head, y + h - Math.sin(turn + by) * head];
    rimmed(pen, colour, unit, () => {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(endX, endY);
      pen.stroke();
      pen.beginPath();
      pen.moveTo(x + w, y + h);
      pen.lineTo(...side(0.45));
      pen.lineTo(...side(-0.45));
      pen.closePath();
      pen.stroke();
      pen.fill();
    });
  },

  box(pen, mark, unit) {
    const { left, top, width, height } = boxOf(mark, unit);
    rimmed(pen, mark.colour, unit, () => {
      pen.beginPath();
      pen.roundRect(left, top, width, height, unit);
      pen.stroke();
    });
  },

  highlight(pen, mark, unit) {
    const { left, top, width, height } = boxOf(mark, unit);
    pen.save();
    pen.globalCompositeOperation = "multiply";
    pen.fillStyle = MARKER;
    pen.fillRect(left, top, width, height);
    pen.restore();
  },

  number(pen, { x, y, colour, number }, unit) {
    pen.beginPath();
    pen.arc(x, y, unit * 4.4, 0, Math.PI * 2);
    Object.assign(pen, { fillStyle: colour, strokeStyle: RIM, lineWidth: unit * 0.8 });
    pen.fill();
    pen.stroke();
    Object.assign(pen, { fillStyle: RIM, font: `bold ${unit * 5}px ${FONT}`, textAlign: "center", textBaseline: "middle" });
    pen.fillText(String(number), x, y + unit * 0.3);
  },

  text(pen, mark, unit) {
    if (!mark.text) return;
    pen.beginPath();
    pen.roundRect(mark.x, mark.y, mark.w, mark.h, unit);
    Object.assign(pen, { fillStyle: mark.colour, strokeStyle: RIM, lineWidth: unit * 0.6 });
    pen.fill();
    pen.stroke();
    Object.assign(pen, { fillStyle: RIM, font: fontOf(unit), textAlign: "left", textBaseline: "middle" });
    pen.fillText(mark.text, mark.x + unit * 2, mark.y + mark.h / 2 + unit * 0.2);
  },
};

const fontOf = (unit) => `600 ${unit * 5}px ${FONT}`;

/* A text is as wide as its words. */
export function measured(pen, mark, unit) {
  pen.font = fontOf(unit);
  return { ...mark, w: pen.measureText(mark.text || "…").width + unit * 4, h: unit * 8 };
}

function rimmed(pen, colour, unit, draw) {
  Object.assign(pen, { lineCap: "round", lineJoin: "round" });
  for (const [ink, width] of [[RIM, unit * 2.4], [colour, unit * 1.2]]) {
    Object.assign(pen, { strokeStyle: ink, fillStyle: ink, lineWidth: width });
    draw();
  }
}

/* What only whoever draws sees: what is cut off, and what is chosen. `scale`: pixels of the picture in one of the screen. */
export function helped(pen, { width, height }, marks, chosen, unit, scale) {
  const crop = marks.find(({ kind }) => kind === "crop");
  if (crop) {
    const { left, top, width: across, height: down } = boxOf(crop, unit);
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.rect(left, top, across, down);
    pen.fillStyle = "rgb(20 18 14 / 62%)";
    pen.fill("evenodd");
  }
  if (!chosen) return;
  const { left, top, width: across, height: down } = boxOf(chosen, unit);
  for (const [ink, dash] of [["#ffffff", []], ["#165e83", [4 * scale, 4 * scale]]]) {
    pen.setLineDash(dash);
    Object.assign(pen, { strokeStyle: ink, lineWidth: 2 * scale });
    pen.strokeRect(left - 4 * scale, top - 4 * scale, across + 8 * scale, down + 8 * scale);
  }
  pen.setLineDash([]);
  for (const [x, y] of handlesOf(chosen)) {
    pen.beginPath();
    pen.arc(x, y, 7 * scale, 0, Math.PI * 2);
    Object.assign(pen, { fillStyle: "#ffffff", strokeStyle: "#165e83", lineWidth: 2 * scale });
    pen.fill();
    pen.stroke();
  }
}
