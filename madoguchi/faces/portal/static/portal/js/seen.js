/* Says once that this page was looked at: what was read, or what was searched for. Nobody is recognised by it: no cookie,
   nothing kept here. A page that is left at once was not read. */
const GLANCE = 3000; // milliseconds in sight

export function tell() {
  const { seen, ...what } = document.body.dataset;
  if (!seen) return;
  let began = 0, looked = 0, timer;
  const say = () => {
    document.removeEventListener("visibilitychange", look);
    const asked = new URLSearchParams(location.search);
    send(seen, { ...what, from: asked.get("q") || "", via: asked.get("via") || "" });
  };
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      began = performance.now();
      timer = setTimeout(say, GLANCE - looked);
    } else if (began) looked += performance.now() - began;
  };
  document.addEventListener("visibilitychange", look);
  look();
}

export function send(address, what) {
  navigator.sendBeacon(address, new URLSearchParams(what));
}
