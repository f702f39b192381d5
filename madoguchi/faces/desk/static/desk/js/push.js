/* <madoguchi-push data-knows data-devices …>: lets this browser ring, and says whether it does. The buttons are [data-on] and
   [data-off]; [data-state] says in words how it stands (data-unsupported, data-denied, data-is-on, data-is-off on the element).

   A browser rings for the session that turned it on. Who signs in again in the same browser goes on where they stopped: every page tells
   the server once for each session (data-who is "person:session" on <madoguchi-bell>). */

const KEPT = "madoguchi-push";
const WORKER = "/service-worker.js";
const isSupported = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });
const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration?.pushManager.getSubscription() ?? null;
}

async function tell(address, who, found) {
  const { endpoint, keys } = found.toJSON();
  const body = new URLSearchParams({ endpoint, ...keys });
  const answer = await fetch(address, { method: "POST", headers: headers(), body });
  if (answer.ok) localStorage.setItem(KEPT, who);
  return answer;
}

class Push extends HTMLElement {
  async connectedCallback() {
    this.querySelector("[data-on]").addEventListener("click", async ({ currentTarget: button }) => {
      button.disabled = true;  // the push service of the browser may take its time
      await this.#on();
      button.disabled = false;
    });
    this.querySelector("[data-off]").addEventListener("click", () => this.#off());
    this.#say(await this.#state());
  }

  get #who() { return document.querySelector("madoguchi-bell").dataset.who; }

  async #state() {
    if (!isSupported) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    return (await subscription()) && localStorage.getItem(KEPT) === this.#who ? "is-on" : "is-off";
  }

  #say(state) {
    this.querySelector("[data-state]").textContent = this.getAttribute(`data-${state}`);
    this.querySelector("[data-on]").hidden = state !== "is-off";
    this.querySelector("[data-off]").hidden = state !== "is-on";
  }

  async #on() {
    if ((await Notification.requestPermission()) !== "granted") return this.#say(await this.#state());
    await navigator.serviceWorker.register(WORKER, { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    const key = await fetch(this.dataset.knows, { method: "POST", headers: headers() });
    const asked = { userVisibleOnly: true, applicationServerKey: bytes(await key.text()) };
    const found = key.ok ? await registration.pushManager.subscribe(asked).catch(() => null) : null;
    if (!found) return this.#fail();
    const answer = await tell(this.dataset.devices, this.#who, found);
    if (answer.ok) location.reload();
    else this.#fail(await answer.text());
  }

  #fail(text = this.dataset.failed) {
    document.dispatchEvent(new CustomEvent("desk:say", { detail: { text, kind: "failed" } }));
  }

  async #off() {
    const found = await subscription();
    await fetch(`${this.dataset.devices}?endpoint=${encodeURIComponent(found.endpoint)}`, { method: "DELETE", headers: headers() });
    await found.unsubscribe();
    localStorage.removeItem(KEPT);
    location.reload();
  }
}

customElements.define("madoguchi-push", Push);

/* The same person in a new session. */
async function goOn(bell) {
  const kept = localStorage.getItem(KEPT) ?? "";
  const who = bell?.dataset.who ?? "";
  if (!isSupported || !kept || kept === who || kept.split(":")[0] !== who.split(":")[0]) return;
  const found = Notification.permission === "granted" ? await subscription() : null;
  if (found) await tell(bell.dataset.devices, who, found);
}

goOn(document.querySelector("madoguchi-bell"));
