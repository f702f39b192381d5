/* Commands keep their turn: what is asked of a conversation that is still on its way (a row of [data-rows] has asked for it), or of a part
   that it brings ([data-brings="reply note"]), is done when that is there, and so is whatever is asked for after it. Nothing is done to the
   conversation before; where the one that is on its way does not come, nothing is done at all. What is typed for a field that was not
   there yet is lost: better than each of its letters a command. */

import { perform } from "./commands.js";

const held = [];

const isOnItsWay = () => Boolean(document.querySelector("[data-rows] .row.htmx-request"));
const isBrought = (name) => Boolean(document.querySelector(`#work [data-brings~="${name}"]`));
const isOfTheWork = (name) => Boolean(document.querySelector(`#work [data-command="${name}"]`)) || isBrought(name);
const waits = ({ name }) => isBrought(name) || (isOnItsWay() && isOfTheWork(name));

document.addEventListener("desk:command", (event) => {
  if (!held.length && !waits(event.detail)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held.push(event.detail);
}, true);

function release() {
  while (held.length && !waits(held[0])) {
    const before = document.activeElement;
    const rest = held.splice(0);
    perform(rest.shift());
    const isTyping = document.activeElement !== before && document.activeElement.matches("input, textarea, [contenteditable=true]");
    if (!isTyping) held.push(...rest);
  }
}

document.addEventListener("htmx:afterSettle", release);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful && detail.elt.matches("[data-rows] .row, [data-brings]") && !isOnItsWay()) held.length = 0;
});
