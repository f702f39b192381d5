/* The service worker of the whole origin: shows what is pushed, and opens it. It keeps nothing and stands before no request.

   A message is {title, body, tag, place, language, at}; `place` is a path of the desk. While the desk is looked at in this browser nothing
   is shown: the page has heard it by itself. A notification of the same tag takes the place of the one before. */

const isDesk = (page) => new URL(page.url).pathname.startsWith("/desk/");
const pages = async () => (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(isDesk);

/* Safari takes the permission back from whoever shows nothing. */
const MUST_SHOW = /Safari/.test(self.navigator.userAgent) && !/Chrom/.test(self.navigator.userAgent);

async function show(told) {
  const isSeen = (await pages()).some((page) => page.visibilityState === "visible");
  if (isSeen && !MUST_SHOW) return;
  await self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    renotify: !isSeen,
    silent: isSeen,
    lang: told.language,
    timestamp: told.at,
    icon: "/static/desk/icon-192.png",
    data: { place: told.place },
  });
}

/* In the tab of the desk that was used last, else in a new one. */
async function open(place) {
  const address = new URL(place, self.location.origin);
  if (address.origin !== self.location.origin) return;
  const [page] = await pages();
  if (!page) {
    await self.clients.openWindow(address.href);
    return;
  }
  await page.focus();
  page.postMessage({ kind: "open", place: address.href });
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => { if (event.data) event.waitUntil(show(event.data.json())); });
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.place));
});
