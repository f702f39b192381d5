/* Finding one of a few dozen things by what somebody types: English, Japanese in any width and kana, or romaji in any spelling; whole
   words, their beginnings, initials. The words of a thing stand in data-words, one behind the other with "|" between; the first two are
   what it is called. */

import { folded, latin } from "./words.js";

const SPACES = /[\s|・/（）()]+/;

function told(element) {
  const names = element.dataset.words.split("|").map(folded);
  const words = [...new Set(names.flatMap((name) => [name, ...name.split(SPACES)]))].filter(Boolean);
  const initials = names.map((name) => name.split(SPACES).map((word) => word[0]).join(""));
  return { element, names: names.slice(0, 2), words, initials };
}

/* How well one word that was typed fits; 0 for not at all. Romaji are compared in one spelling, and only from two letters on. */
function fit(typed, { names, words, initials }) {
  const spelled = /^[a-z'-]{2,}$/.test(typed) ? latin(typed) : "";
  if (names.some((name) => name.startsWith(typed))) return 5;
  if (words.some((word) => word.startsWith(typed))) return 4;
  if (spelled && words.some((word) => word.startsWith(spelled))) return 3;
  if (initials.some((letters) => letters.length > 1 && letters.startsWith(typed))) return 2;
  return words.some((word) => word.includes(typed) || (spelled && word.includes(spelled))) ? 1 : 0;
}

/* For elements with data-words: a function from what was typed to those that fit, the best first, equals in their order. */
export function finder(elements) {
  const known = elements.map(told);
  return (text) => {
    const typed = folded(text).split(SPACES).filter(Boolean);
    if (!typed.length) return elements;
    return known
      .map((one) => ({ one, fits: typed.map((word) => fit(word, one)) }))
      .filter(({ fits }) => fits.every(Boolean))
      .map(({ one, fits }) => ({ one, sum: fits.reduce((sum, fit) => sum + fit, 0) + (one.names.includes(folded(text)) ? 10 : 0) }))
      .sort((a, b) => b.sum - a.sum)
      .map(({ one }) => one.element);
  };
}
