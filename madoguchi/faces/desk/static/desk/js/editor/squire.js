/* Squire as the desk uses it: HTML only as `sanitised` makes it, links where an address is written, and none of the keys that the desk has
   other uses for. */

import Squire from "../../../vendor/squire.js";

const LINK = /(https?:\/\/[!#-;=?-Z\\\]_a-z~|[]*[#-&+/-9=@-Z\\_a-z~|])|([\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/;
const UNUSED = ["Ctrl-b", "Ctrl-i", "Ctrl-d", "Ctrl-u", "Ctrl-Shift-7", "Ctrl-Shift-8", "Ctrl-Shift-9", "PageUp", "PageDown"];

export function squireOn(element, sanitised) {
  const squire = new Squire(element, { sanitizeToDOMFragment: sanitised, didError: reportError });
  squire.linkRegExp = LINK;
  for (const key of UNUSED) squire.setKeyHandler(key, null).setKeyHandler(key.replace("Ctrl", "Meta"), null);
  return squire;
}
