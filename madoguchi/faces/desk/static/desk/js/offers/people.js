/* People and teams after an @ in a note, found by their names and readings, in kana or in Latin letters. */

import { folded, latin } from "../words.js";
import { fetched } from "./fetched.js";

let everybody = null;

export const people = {
  begins: /(?:^|[^A-Za-z0-9._%+-])([@＠]([^\s@＠]{0,20}))$/,  // Japanese has no spaces; a mail address calls nobody

  async find(words, offers) {
    everybody ??= fetched(offers.dataset.people).catch((error) => {
      everybody = null;
      throw error;
    });
    const wanted = folded(words);
    const spelled = latin(wanted);
    const fits = ({ dataset }) => folded(dataset.words).includes(wanted) || (spelled && (dataset.latin ?? "").includes(spelled));
    return (await everybody).filter(fits).map((option) => option.cloneNode(true));
  },

  async take({ dataset }) { return `${dataset.insert} `; },
};
