// The service worker of one meeting's minutes: keeps the page and its parts, so that it opens without a line.
// Nothing is taken from here that a weak line can still bring: the network is asked first, for four seconds.
"use strict";

const PAGE = "{{ page|escapejs }}";
const STORE = `bien-ban:${PAGE}`;
const WAIT_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const keep = async () => {
    const store = await caches.open(STORE);
    await Promise.all(event.data.parts.map((part) => store.add(part).catch(() => null)));
    event.source?.postMessage("kept");
  };
  event.waitUntil(keep());
});

async function page(request) {
  const store = await caches.open(STORE);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), WAIT_MS);
  try {
    const answer = await fetch(request, { signal: late.signal });
    // The login is not the page: it must not take its place.
    if (answer.ok && !answer.redirected) await store.put(PAGE, answer.clone());
    if (answer.status < 500) return answer;
    return (await store.match(PAGE)) ?? answer;
  } catch (error) {
    const kept = await store.match(PAGE);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function part(request) {
  const store = await caches.open(STORE);
  return (await store.match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});
