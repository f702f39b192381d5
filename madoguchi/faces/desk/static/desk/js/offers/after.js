/* What can be added to a verdict that was put in: buttons [data-say] with the address of their words, each used once. And the words that
   come back from a dialog (feature:say) go into the text from which it was opened. */

import { fetched } from "./fetched.js";

let waiting = null;

export const after = {
  async show(offers, address) {
    const place = offers.querySelector("[data-after]");
    place.replaceChildren(...await fetched(address).catch(() => []));
    place.onclick = ({ target }) => clicked(offers, target);
  },

  awaits(offers) { waiting = offers; },
};

async function clicked(offers, target) {
  const button = target.closest("[data-say], [data-say-no]");
  if (!button) return;
  const place = offers.querySelector("[data-after]");
  if (button.dataset.say) {
    const answer = await fetch(button.dataset.say);
    if (!answer.ok || answer.redirected) return failed(offers);
    put(offers, await answer.text());
    button.remove();
  }
  if (!button.dataset.say || !place.querySelector("[data-say]")) place.replaceChildren();
}

/* Behind what stands there, if anything does, in a paragraph of its own. */
function put(offers, markdown) {
  const { editor } = offers;
  editor.focus();
  editor.surface.insert(`${editor.surface.value.trim() && "\n\n"}${markdown}`);
}

function failed({ dataset }) {
  document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: dataset.failed, kind: "failed" } }));
}

document.addEventListener("feature:say", ({ detail: { text } }) => {
  const composer = waiting?.isConnected ? waiting : document.querySelector("form.composer:not([hidden]) madoguchi-offers");
  waiting = null;
  if (composer) put(composer, text);
});
