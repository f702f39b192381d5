/* How texts are compared where somebody types to find: width, case and kana do not matter (ﾀﾅｶ, たなか and タナカ are one). */

export const folded = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60)).trim();

/* Romaji in one spelling: kaiketsu and kaiketu, shimbun and sinbunn are one. The rules are those of base/romaji.py, which spells the kana. */
const SPELLINGS = [
  [/['’-]/g, ""], [/tch/g, "cch"], [/sh(?=[auoe])|shy/g, "sy"], [/ch(?=[auoe])|cy/g, "ty"], [/c(?=ty|ch)/g, "t"], [/j(?=[auoe])|jy/g, "zy"],
  [/sh/g, "s"], [/ch/g, "t"], [/ts/g, "t"], [/j/g, "z"], [/f/g, "h"], [/l/g, "r"], [/di/g, "zi"], [/du/g, "zu"], [/m(?=[bmp])/g, "n"],
  [/nn+/g, "n"], [/o[uo]+/g, "o"], [/([aiue])\1+/g, "$1"],
];

export const latin = (text) => SPELLINGS.reduce((spelled, [pattern, instead]) => spelled.replace(pattern, instead), text);
