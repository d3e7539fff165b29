// The simulator without a network: its page, its files and the tables, kept at the first visit.
const CACHE = "simulateur-__VERSION__";
const FILES = "__FILES__";
const PAGES = ["/simulateur", "/en/simulator"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  // Files carry their content in their name: what is kept is what would be fetched.
  if (FILES.includes(url.pathname) && !PAGES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(event.request)));
    return;
  }
  // The page comes from the network while there is one; its query is read again by the script.
  if (event.request.mode === "navigate" && PAGES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(url.pathname)));
  }
});
