/* How texts are compared where somebody types to find: width, case and kana do not matter (ﾀﾅｶ, たなか and タナカ are one). */

export const folded = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60)).trim();
