/* Two soft tones, made here: no file, nobody's licence. A browser plays them only in a page that its person has touched; of all tabs one
   plays, and none while what it is about is on a screen. A button that says data-chime lets it be heard. */

const TONES = [[659.25, 0], [880, 0.14]];  // Hz, seconds: e'' and a''
const LOUDNESS = 0.11;
const NEWS_MS = 120_000;  // what came longer ago is no news to ring for
const LAST = "madoguchi-rung";

let context = null;
const touched = () => { context ??= new AudioContext(); context.resume(); };
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touched, { capture: true, passive: true });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-chime]")) chime(); });

function chime() {
  touched();
  for (const [frequency, after] of TONES) {
    const start = context.currentTime + after;
    const tone = new OscillatorNode(context, { frequency, type: "sine" });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 1);
  }
}

const onScreen = (conversation) => `madoguchi-on-screen:${conversation}`;

/* Held while a conversation is to be seen in this tab, so that no other one rings for it. */
let seen = "";
let release = () => {};
export function see(conversation) {
  if (conversation === seen) return;
  release();
  seen = conversation;
  if (conversation) navigator.locks?.request(onScreen(conversation), { mode: "shared" }, () => new Promise((done) => { release = done; }));
}

/* Ring for what came at `at` (ms) about a conversation ("" for none), unless it was rung for or is no news. */
export async function ring(at, conversation) {
  if (context?.state !== "running" || Date.now() - at > NEWS_MS) return;
  const once = async () => {
    if (Number(localStorage.getItem(LAST) ?? 0) >= at) return;
    localStorage.setItem(LAST, String(at));
    const held = (await navigator.locks?.query())?.held ?? [];
    if (conversation && held.some((lock) => lock.name === onScreen(conversation))) return;
    chime();
  };
  await (navigator.locks ? navigator.locks.request("madoguchi-chime", once) : once());
}
