/* Saved replies after a / at the start of a word, with what each would say in this conversation beside the list. */

import { fetched } from "./fetched.js";

const WAIT_MS = 60;
const MOST_KEPT = 100;
const shown = new Map();
let running = null;

const addressOf = (offers, rest, more = {}) => `${offers.dataset.replies}${rest}?${new URLSearchParams({ conversation: offers.dataset.conversation, ...more })}`;

export const replies = {
  begins: /(?:^|[\s、。，．（(「！？!?])([/／]([^\s/／]{0,30}))$/,

  async find(words, offers) {
    if (!words) shown.clear();  // somebody may have changed since what it says
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    if (words) await new Promise((done) => { setTimeout(done, WAIT_MS); });
    return signal.aborted ? [] : fetched(addressOf(offers, "", { q: words }), signal);
  },

  async shown({ dataset: { id } }, offers) {
    const address = addressOf(offers, `${id}/`);
    if (!shown.has(address)) {
      if (shown.size >= MOST_KEPT) shown.clear();
      shown.set(address, await fetched(address));
    }
    return shown.get(address).map((node) => node.cloneNode(true));
  },

  async take({ dataset: { id } }, offers) {
    const body = new URLSearchParams({ conversation: offers.dataset.conversation });
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(`${offers.dataset.replies}${id}/uses/`, { method: "POST", body, headers });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.text();
  },
};
