/* A video plays where it stands, once it is pressed. Until then nothing of it is loaded, from nowhere: .video > a[data-video] leads to a known
   host, whose player a page of ours holds (faces/portal/players.py); .movie > a[data-movie] is a file of the conversation, which comes whole
   and plays from this page's own memory. Without scripts, or with a key that opens links beside, both are links. The link stays under what plays. */

const PLAYERS = { iframe: "video", video: "movie" };

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".video > a[data-video], .movie > a[data-movie]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  if (link.dataset.video) play(link, framed(link));
  else filmed(link).then((video) => play(link, video), () => { location.href = link.href; });
});

/* What plays takes the place of what was pressed, and its focus. */
function play(link, player) {
  const words = link.textContent.trim();
  const place = link.parentElement;
  player.setAttribute("aria-label", words);
  delete link.dataset.video;
  delete link.dataset.movie;
  link.className = "beside";
  place.className = PLAYERS[player.localName];
  place.classList.add("playing");
  place.prepend(player);
  player.focus();
}

function framed(link) {
  const frame = document.createElement("iframe");
  return Object.assign(frame, { src: `/play/${link.dataset.video}/`, title: link.textContent, allow: "autoplay; fullscreen; picture-in-picture; encrypted-media" });
}

async function filmed(link) {
  link.setAttribute("aria-busy", "true");
  const answer = await fetch(link.href);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const bytes = new Blob([await answer.blob()], { type: link.dataset.movie });
  const video = document.createElement("video");
  Object.assign(video, { src: URL.createObjectURL(bytes), controls: true, autoplay: true, tabIndex: 0 });
  link.removeAttribute("aria-busy");
  return video;
}
