/* The bar of #chat-offers: the seconds that are left, and a sound for a new one (chime.js), for whoever has this page open. */

import { ring } from "./chime.js";

const SECONDS = 30;

function tick() {
  for (const offer of document.querySelectorAll("#chat-offers [data-until]")) {
    const left = Math.ceil((new Date(offer.dataset.until) - Date.now()) / 1000);
    offer.querySelector("[data-left]").textContent = Math.max(0, left);
    offer.hidden = left <= 0;
  }
}

document.addEventListener("fragment:fresh", (event) => {
  if (event.target.id !== "chat-offers") return;
  const untils = [...event.target.querySelectorAll("[data-until]")].map((offer) => new Date(offer.dataset.until).getTime());
  if (untils.length) ring(Math.max(...untils) - SECONDS * 1000, "");
  tick();
});
setInterval(tick, 500);
