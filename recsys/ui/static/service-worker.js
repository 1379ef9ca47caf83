// Without a connection the page says so; nothing else is kept, and no answer. A new version of this file, whose name for
// the cache differs with what is in it, takes the old one's place at once.
const CACHE = "butaca-%(version)s", OFFLINE = "offline";
addEventListener("install", event => event.waitUntil((async () => {
  await (await caches.open(CACHE)).add(new Request(OFFLINE, {cache: "reload"}));
  await skipWaiting();
})()));
addEventListener("activate", event => event.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => name.startsWith("butaca-") && name !== CACHE);
  await Promise.all(old.map(name => caches.delete(name)));
  await registration.navigationPreload?.enable(); // the page is asked for while this file starts
  await clients.claim();
})()));
addEventListener("fetch", event => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith((async () => {
    try {
      return await event.preloadResponse ?? await fetch(event.request);
    } catch {
      return await (await caches.open(CACHE)).match(OFFLINE) ?? Response.error();
    }
  })());
});
