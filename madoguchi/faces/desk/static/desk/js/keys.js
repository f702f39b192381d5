/* What a key is called, the same here and on the server (features/commands/keys.py): "e", "?", "Shift+j", "Mod+Enter".

   An input method that is on, but composes nothing, must not take the commands away: where it swallows the key ("Process"), or writes
   a full-width sign or a kana, the place of the key on the board counts. */

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const PLACES = { Slash: ["/", "?"], Period: [".", ">"], Comma: [",", "<"], Minus: ["-", "_"], Equal: ["=", "+"], Semicolon: [";", ":"] };
const SETTLE_MS = 120;

let composing = false;
document.addEventListener("compositionstart", () => { composing = true; }, true);
document.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, SETTLE_MS); }, true);

/* Safari ends a composition before the keydown of the Enter that ended it: until that key has come up, it is still one. */
export const isComposing = (event) => composing || event.isComposing;

/* "" for a modifier alone, for keys that no command can have, and for an Enter that an input method has swallowed: it sends nothing. */
export function chordOf(event) {
  if (event.keyCode === 229 && /Enter$/.test(event.code)) return "";
  const key = signOf(event);
  if (!key || ["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock"].includes(key)) return "";
  if (IS_MAC ? false : event.metaKey) return "";
  const isTyped = event.getModifierState?.("AltGraph");
  const parts = [
    !isTyped && (IS_MAC ? event.metaKey : event.ctrlKey) && "Mod",
    !isTyped && IS_MAC && event.ctrlKey && "Ctrl",
    !isTyped && event.altKey && "Alt",
    event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) && "Shift",
  ];
  return [...parts.filter(Boolean), key].join("+");
}

function signOf(event) {
  const key = event.key === " " ? "Space" : event.key.normalize("NFKC");
  if (/^[!-~]$/.test(key)) return key.toLowerCase();
  if (key.length > 1 && !["Process", "Unidentified", "Dead"].includes(key)) return key;
  const found = event.code.match(/^(?:Key|Digit)([A-Z0-9])$/);
  if (found) return found[1].toLowerCase();
  return PLACES[event.code]?.[Number(event.shiftKey)] ?? (/^[A-Z]\w+$/.test(event.code) ? event.code : "");
}
