/* <madoguchi-time datetime="…" [kind="waiting"]>: a time as people say it, kept right every 20 s. The server has written the same
   words first (templatetags/times.py), so nothing jumps; the exact time is in the title. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

class Time extends HTMLElement {
  static #all = new Set();
  static #timer = 0;

  connectedCallback() {
    Time.#all.add(this);
    Time.#timer ||= setInterval(() => { for (const time of Time.#all) time.tell(); }, 20_000);
    this.tell();
  }

  disconnectedCallback() { Time.#all.delete(this); }

  /* The sign of a wait that has become long, then too long. */
  #age(past) {
    const wait = this.closest("[data-burning]");
    if (!wait) return;
    const isBurning = past >= 1000 * wait.dataset.burning;
    wait.classList.toggle("burning", isBurning);
    wait.classList.toggle("long", !isBurning && past >= 1000 * wait.dataset.long);
  }

  tell() {
    const at = new Date(this.getAttribute("datetime"));
    if (Number.isNaN(at.getTime())) return;
    const isWaiting = this.getAttribute("kind") === "waiting";
    const text = isWaiting ? duration(Date.now() - at) : relative(at, Date.now());
    if (this.textContent !== text) this.textContent = text;
    if (isWaiting) this.#age(Date.now() - at);
  }
}

const lang = () => document.documentElement.lang || "en";
const zone = () => document.documentElement.dataset.timeZone || undefined;
const day = (at) => made("DateTimeFormat", "en-CA", { timeZone: zone() }).format(at);

/* Each is made once: making one takes longer than all that a page asks of it. */
const kept = new Map();
function made(kind, locale, options) {
  const key = JSON.stringify([kind, locale, options]);
  if (!kept.has(key)) kept.set(key, new Intl[kind](locale, options));
  return kept.get(key);
}

function relative(at, now) {
  const past = now - at;
  const words = made("RelativeTimeFormat", lang(), { numeric: "auto", style: "narrow" });
  if (Math.abs(past) < MINUTE) return words.format(0, "second");
  if (Math.abs(past) < HOUR) return words.format(-Math.trunc(past / MINUTE), "minute");
  if (day(at) === day(now)) return part(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (past > 0 && day(at) === day(now - DAY)) return words.format(-1, "day");
  const year = day(at).slice(0, 4) === day(now).slice(0, 4) ? {} : { year: "numeric" };
  return part(at, { ...year, month: lang() === "ja" ? "numeric" : "short", day: "numeric" });
}

function duration(past) {
  const [count, unit] = past < HOUR ? [past / MINUTE, "minute"] : past < DAY ? [past / HOUR, "hour"] : [past / DAY, "day"];
  return made("NumberFormat", lang(), { style: "unit", unit, unitDisplay: lang() === "ja" ? "short" : "narrow", maximumFractionDigits: 0 }).format(Math.max(0, Math.floor(count))).replace(" ", "");
}

const part = (at, format) => made("DateTimeFormat", lang() === "en" ? "en-GB" : lang(), { timeZone: zone(), ...format }).format(at);

customElements.define("madoguchi-time", Time);
