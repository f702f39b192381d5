/* Articles after a // and up to five words, with what each says beside the list. Enter puts in a link, Alt+Enter a card, Shift+Enter what it
   says; in an article itself a link or a card, which the option carries. */

import { withPictures } from "./card.js";
import { fetched } from "./fetched.js";

const WAIT_MS = 90;
let running = null;

function addressOf(offers, rest = "", more = {}) {
  const [path, query] = offers.dataset.articles.split("?");
  return `${path}${rest}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...more })}`;
}

export const articles = {
  begins: /(?:^|[\s、。，．（(「！？!?])([/／]{2}((?:[^\s/／]{1,40}(?: [^\s/／]{1,40}){0,4})?))$/u,

  async find(words, offers) {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    await new Promise((done) => { setTimeout(done, WAIT_MS); });
    return signal.aborted ? [] : fetched(addressOf(offers, "", { q: words, conversation: offers.dataset.conversation ?? "" }), signal);
  },

  async shown({ dataset: { id } }, offers) {
    return id ? fetched(addressOf(offers, `${id}/`, { conversation: offers.dataset.conversation ?? "" })) : [];
  },

  async take({ dataset: { id, insert, card } }, offers, how = "link") {
    if (insert) return how === "card" ? card : insert;
    const body = new URLSearchParams({ conversation: offers.dataset.conversation ?? "", as: how });
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(addressOf(offers, `${id}/uses/`), { method: "POST", body, headers });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return withPictures(await answer.text(), offers.form);
  },
};
