/* Makes the children of `old` those of `made`, keeping each keyed child (id and data-v) that has not changed where it is (what is moved
   loses the focus, and its frames load anew), and what was brought later and hears of its own news. What somebody has opened in a child
   that is another now stays open, and what plays there goes on. */
function merge(old, made) {
  for (const later of made.querySelectorAll('[id][hx-trigger="load"]')) later.replaceWith(old.querySelector(`#${later.id}[data-from]`) ?? later);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const before = new Map([...old.children].map((child) => [child.id, child]));
  let place = old.firstChild;
  for (const fresh of [...made.childNodes]) {
    const known = fresh.id ? before.get(fresh.id) : null;
    const isKept = known && ((known.dataset.v && known.dataset.v === fresh.dataset.v) || isRenewedAround(known, fresh));
    const kept = isKept ? known : document.adoptNode(fresh);
    if (kept === known) while (place && place !== kept && !place.id) place = without(place);
    else if (known) {
      unfold(kept, known);
      if (known === place) place = place.nextSibling;
      known.remove();
    }
    if (kept === place) place = place.nextSibling;
    else old.insertBefore(kept, place);
  }
  while (place) place = without(place);
}

function without(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/* A film that is taken out of the page stops, and a frame loads anew: what stands beside what plays is renewed where it is. */
function isRenewedAround(old, made) {
  const parts = [...old.children], anew = [...made.children];
  if (!old.querySelector(".playing") || parts.length !== anew.length) return false;
  unfold(made, old);
  for (const { name, value } of made.attributes) old.setAttribute(name, value);
  for (const [place, part] of parts.entries()) if (!part.querySelector(".playing")) part.replaceWith(anew[place]);
  return true;
}

function unfold(made, old) {
  const folds = [...old.querySelectorAll("details")], anew = [...made.querySelectorAll("details")];
  if (folds.length === anew.length) for (const [place, fold] of anew.entries()) fold.open ||= folds[place].open;
}

/* What has the focus in a part: by its id, or as the title of a fold by its place in the child that has one. */
function focusIn(part) {
  const here = document.activeElement;
  if (!part.contains(here) || here === part) return () => null;
  const titles = (child) => [...child?.querySelectorAll("summary") ?? []];
  const child = here.parentElement.closest("[id]");
  const place = titles(child).indexOf(here);
  return () => here.isConnected ? here : document.getElementById(here.id || "-") ?? titles(document.getElementById(child.id))[place];
}

/* Puts a fragment's new state where it stands: the focus stays, and so does the end of a thread where that is read. `fragment:fresh` says so,
   with detail.isFirst where the page came without it. */
export function put(part, made) {
  const isFirst = part.hasAttribute("data-awaits");
  const scroller = part.closest("[data-keep-end]");
  const atEnd = scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
  const focused = focusIn(part);
  if (part.matches("[data-rows]")) lengthen(made, part);
  merge(part, made);
  part.removeAttribute("data-awaits");
  window.htmx?.process(part);
  const next = focused();
  if (next && document.activeElement !== next) next.focus({ preventScroll: true });
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
