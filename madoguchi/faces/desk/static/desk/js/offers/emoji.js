/* Emoji after a : and letters. 12:30 and http: ask for none. */

export const emoji = {
  begins: /(?:^|[\s、。，．（(「」！？!?])([:：]([\p{L}\p{N}ー_+-]{1,30}))$/u,
  async find(words, offers) { return (await import("./emoji_list.js")).find(words, offers); },
  async take({ dataset }) { return dataset.insert; },
};
