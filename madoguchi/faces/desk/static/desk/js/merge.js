/* Makes the children of `old` those of `made`, keeping each keyed child (id and data-v) that has not changed, and what was brought later
   and hears of its own news. */
function merge(old, made) {
  for (const later of made.querySelectorAll('[id][hx-trigger="load"]')) later.replaceWith(old.querySelector(`#${later.id}[data-from]`) ?? later);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const before = new Map([...old.children].map((child) => [child.id, child]));
  let place = old.firstChild;
  for (const fresh of [...made.childNodes]) {
    const known = fresh.id ? before.get(fresh.id) : null;
    const kept = known && known.dataset.v && known.dataset.v === fresh.dataset.v ? known : document.adoptNode(fresh);
    if (kept !== known && known) {
      if (known === place) place = place.nextSibling;
      known.remove();
    }
    if (kept === place) place = place.nextSibling;
    else old.insertBefore(kept, place);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/* Puts a fragment's new state where it stands: the focus stays, and so does the end of a thread where that is read. `fragment:fresh` says so,
   with detail.isFirst where the page came without it. */
export function put(part, made) {
  const isFirst = part.hasAttribute("data-awaits");
  const scroller = part.closest("[data-keep-end]");
  const atEnd = scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  if (part.matches("[data-rows]")) lengthen(made, part);
  merge(part, made);
  part.removeAttribute("data-awaits");
  window.htmx?.process(part);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  part.dispatchEvent(new CustomEvent("fragment:fresh", { bubbles: true, detail: { isFirst } }));
}

/* A list that was scrolled further than the server reads again keeps what stands behind that: nobody is thrown back. */
function lengthen(made, old) {
  const read = made.querySelectorAll(":scope > .row");
  const end = made.querySelector(":scope > #rows-end");
  if (!end || !read.length || read.length >= old.querySelectorAll(":scope > .row").length) return;
  let next = old.querySelector(`:scope > #${read[read.length - 1].id}`)?.nextElementSibling;
  if (!next) return;
  end.remove();
  for (; next; next = next.nextElementSibling) if (next.id && !made.querySelector(`:scope > #${next.id}`)) made.append(next.cloneNode(true));
}
