/* A video plays where it stands once it is pressed; until then nothing of it is asked of anybody. */

/* One of a known host, in the page of ours that may hold its player. */
export function framed(link) {
  const frame = Object.assign(document.createElement("iframe"), { src: `/play/${link.dataset.video}/`, title: link.textContent, allow: "autoplay; fullscreen; picture-in-picture; encrypted-media" });
  link.removeAttribute("data-video");
  link.before(frame);
  frame.focus();
}

/* One that was sent as a file. */
export function filmed(button, src) {
  const video = Object.assign(document.createElement("video"), { src, controls: true, autoplay: true });
  video.setAttribute("aria-label", button.textContent);
  button.before(video);
  button.classList.remove("movie");
  video.focus();
}
