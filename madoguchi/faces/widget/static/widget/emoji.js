/* The emoji: loaded when they are first asked for. Arrow keys move, Enter takes one, Escape closes; those taken last stand first. Their
   names are those of the Unicode CLDR, as emojibase-data (MIT) has them. */
const MOST_RECENT = 8; // one row
const AT_ONCE = 8; // drawn between two frames: a slow phone stays awake
const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 };

let known;

/* Opens below `opener`, or closes; `kept` remembers what was taken, `take` is given it. */
export async function toggle(opener, texts, kept, take) {
  if (opener.getAttribute("aria-expanded") === "true") { close(opener); return; }
  known ??= await (await fetch(new URL("emoji.json", import.meta.url))).json();
  const recent = (kept.get() || []).map((sign) => known.find((one) => one.sign === sign)).filter(Boolean);
  const picker = Object.assign(document.createElement("div"), { id: "picker" });
  picker.setAttribute("role", "dialog");
  picker.setAttribute("aria-label", texts.emoji);
  const all = [...recent, ...known.filter((one) => !recent.includes(one))];
  picker.append(...all.splice(0, AT_ONCE).map(button));
  picker.firstChild.tabIndex = 0;
  picker.addEventListener("keydown", (event) => moved(event, picker, opener));
  picker.addEventListener("click", ({ target: { textContent: sign, type } }) => {
    if (type !== "button") return;
    kept.set([sign, ...(kept.get() || []).filter((one) => one !== sign)].slice(0, MOST_RECENT));
    close(opener);
    take(sign);
  });
  picker.addEventListener("focusout", (event) => {
    if (event.relatedTarget && event.relatedTarget !== opener && !picker.contains(event.relatedTarget)) close(opener);
  });
  opener.closest("form").append(picker);
  opener.setAttribute("aria-expanded", "true");
  picker.firstChild.focus();
  while (all.length) {
    await new Promise(requestAnimationFrame);
    picker.append(...all.splice(0, AT_ONCE).map(button));
  }
}

function button({ sign, en, ja }) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, tabIndex: -1 });
  made.title = document.documentElement.lang === "ja" ? ja : en;
  made.setAttribute("aria-label", made.title);
  return made;
}

function close(opener) {
  opener.setAttribute("aria-expanded", "false");
  document.getElementById("picker")?.remove();
}

function moved(event, picker, opener) {
  if (event.key === "Escape") {
    event.stopPropagation(); // the chat stays open
    close(opener);
    opener.focus();
  }
  const all = [...picker.children];
  const at = all.indexOf(document.activeElement);
  const step = (MOVES[event.key] || 0) * (event.key.endsWith("t") && getComputedStyle(picker).direction === "rtl" ? -1 : 1);
  const next = event.key === "Home" ? all[0] : event.key === "End" ? all.at(-1) : step && all[at + step];
  if (!next) return;
  event.preventDefault();
  all[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
