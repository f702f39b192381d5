/* Emoji by their names in the language of the page and in English; loaded when the first is asked for. */

import { folded } from "../words.js";

const MOST = 30;
const COMPONENT = 2;  // skin tones and hair alone
let known = null;

export async function find(words, offers) {
  const wanted = folded(words).replaceAll("_", " ");
  if (/^[\x20-\x7e]$/.test(wanted) || !wanted) return [];
  known ??= load(offers.dataset.emoji.split(" ")).catch((error) => {
    known = null;
    throw error;
  });
  const rank = ({ names, tags }) => {
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (tags.some((tag) => tag.startsWith(wanted))) return 1;
    return [...names, ...tags].some((word) => word.includes(wanted)) ? 2 : 3;
  };
  const found = (await known).map((one) => [rank(one), one]).filter(([place]) => place < 3);
  return found.sort(([first, a], [second, b]) => first - second || a.order - b.order).slice(0, MOST).map(([, one]) => optionOf(one));
}

/* The last language is the one of the page: its names are shown. */
async function load(addresses) {
  const lists = await Promise.all(addresses.map(async (address) => (await fetch(address)).json()));
  const made = new Map();
  for (const list of lists) {
    for (const { unicode, label, tags = [], group = COMPONENT, order } of list) {
      if (group === COMPONENT) continue;
      const one = made.get(unicode) ?? { unicode, order, names: [], tags: [] };
      made.set(unicode, { ...one, label, names: [...one.names, folded(label)], tags: [...one.tags, ...tags.map(folded)] });
    }
  }
  return [...made.values()];
}

function optionOf({ unicode, label }) {
  const option = document.createElement("div");
  option.className = "choice-item";
  option.setAttribute("role", "option");
  option.dataset.insert = unicode;
  const sign = Object.assign(document.createElement("span"), { className: "offer-sign", textContent: unicode });
  sign.setAttribute("aria-hidden", "true");
  option.append(sign, Object.assign(document.createElement("span"), { textContent: label }));
  return option;
}
