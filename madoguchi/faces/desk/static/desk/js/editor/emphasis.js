/* Which stars, underscores and tildes mean something (CommonMark 6.2): base/markdown.py is the server's side of the same rule, with
   Japanese beside punctuation let through: **重要！**です. */

const SPACE = /^\s?$/u;
const MARK = /[\p{P}\p{S}]/u;
export const EAST_ASIAN = /[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;
const KINDS = { "*": ["i", "b"], _: ["i", "b"], "~": ["s", "s"] };

/* Whether a run between two texts may open and may close. */
export function flanking(before, char, after) {
  const last = [...before.slice(-2)].at(-1) ?? "";
  const next = [...after.slice(0, 2)][0] ?? "";
  const isEdge = (char) => SPACE.test(char) || MARK.test(char) || EAST_ASIAN.test(char);
  const isSign = (char) => MARK.test(char) && !EAST_ASIAN.test(char);
  const left = !SPACE.test(next) && (!isSign(next) || isEdge(last));
  const right = !SPACE.test(last) && (!isSign(last) || isEdge(next));
  const splits = char !== "_";
  return { open: left && (splits || !right || MARK.test(last)), close: right && (splits || !left || MARK.test(next)) };
}

/* Pairs the runs of a list of nodes, and gives back what is left of them as text. */
export function emphasise(nodes) {
  const out = [...nodes];
  for (let closer = 0; closer < out.length; closer += 1) {
    if (out[closer].kind !== "run" || !out[closer].close) continue;
    for (let opener = closer - 1; opener >= 0 && out[closer].length; opener -= 1) {
      if (!fits(out[opener], out[closer])) continue;
      const size = Math.min(2, out[opener].length, out[closer].length);
      if (out[closer].char === "~" && size < 2) continue;
      const inside = out.splice(opener + 1, closer - opener - 1).map(asText);
      out.splice(opener + 1, 0, { kind: KINDS[out[opener].char][size - 1], children: joined(inside) });
      closer = opener + 2;
      out[opener] = { ...out[opener], length: out[opener].length - size };
      out[closer] = { ...out[closer], length: out[closer].length - size };
      opener += out[opener].length ? 1 : 0;
    }
  }
  return joined(out.map(asText));
}

function fits(opener, closer) {
  if (opener.kind !== "run" || opener.char !== closer.char || !opener.open || !opener.length) return false;
  const isOdd = (opener.close || closer.open) && (opener.all + closer.all) % 3 === 0 && (opener.all % 3 || closer.all % 3);
  return opener.char === "~" || !isOdd;
}

function asText(node) {
  if (node.kind === "run") return { kind: "text", text: node.char.repeat(node.length) };
  return node.kind === "bracket" ? { kind: "text", text: node.text } : node;
}

/* Neighbouring texts as one, empty ones gone. */
export function joined(nodes) {
  const out = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (node.kind === "text" && last?.kind === "text") out[out.length - 1] = { kind: "text", text: last.text + node.text };
    else if (node.kind !== "text" || node.text) out.push(node);
  }
  return out;
}
