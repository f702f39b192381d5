/* Features of the product after a ? at the start of a word: the verdict is put in first; the reason and another way are offered behind it
   (after.js), because nobody asked for them yet. What is not found is asked of its owner: the words of "we are checking" come back as
   feature:say. */

import { after } from "./after.js";
import { fetched } from "./fetched.js";

const WAIT_MS = 80;
let running = null;

const addressOf = (offers, rest, more = {}) => `${offers.dataset.features}${rest}?${new URLSearchParams({ conversation: offers.dataset.conversation, ...more })}`;

export const features = {
  begins: /(?:^|[\s、。，．（(「])([?？]((?:[^\s?？]+(?: [^\s?？]+){0,3})?))$/u,

  async find(words, offers) {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    if (words) await new Promise((done) => { setTimeout(done, WAIT_MS); });
    return signal.aborted ? [] : fetched(addressOf(offers, "offers/", { q: words }), signal);
  },

  async shown({ dataset: { id } }, offers) { return id ? fetched(addressOf(offers, `${id}/offer/`)) : []; },

  async take({ dataset: { id, ask } }, offers) {
    if (ask) {
      after.awaits(offers);
      window.htmx.ajax("GET", ask, "#dialogs");
      return "";
    }
    const answer = await fetch(addressOf(offers, `${id}/words/verdict/`));
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    after.show(offers, addressOf(offers, `${id}/after/`));
    return answer.text();
  },
};
