/**
 * The page without signal: a service worker that keeps the files of the phone's page and nothing else.
 *
 * It answers the page itself and its own files from a versioned copy, each file checked against its
 * hash. It must never keep, nor stand between, anything else: no answer of the server about anybody,
 * no other page of Pazos.
 */

const OURS = "pazos-field-";

/** Attend to a worker: `files` are {url, hash}, `shell` is the file that answers `page`. */
export function attend(worker, { version, files, shell, page }) {
  const name = OURS + version;
  const kept = new Set(files.map((file) => file.url));

  worker.addEventListener("install", (event) => event.waitUntil(fill(worker, name, files)));
  worker.addEventListener("activate", (event) => event.waitUntil(takeOver(worker, name)));
  worker.addEventListener("message", (event) => {
    if (event.data === "take over") worker.skipWaiting();
  });
  worker.addEventListener("sync", (event) => event.waitUntil(tellPages(worker)));
  worker.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
    const isPage = event.request.mode === "navigate" && url.pathname === page && !url.search;
    if (!isPage && !kept.has(url.pathname)) return;
    event.respondWith(answer(worker, name, isPage ? shell : url.pathname));
  });
}

async function answer(worker, name, wanted) {
  const cache = await worker.caches.open(name);
  return (await cache.match(wanted, { ignoreVary: true })) ?? worker.fetch(wanted);
}

/** Copy all files, or none: a half updated page would be no page. */
async function fill(worker, name, files) {
  const found = await Promise.all(files.map((file) => copy(worker, file)));
  const cache = await worker.caches.open(name);
  await Promise.all(found.map(([url, response]) => cache.put(url, response)));
}

async function copy(worker, { url, hash }) {
  const response = await worker.fetch(url, { cache: "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error(`${url} was not given: ${response.status}`);
  const digest = await worker.crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const found = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== hash) throw new Error(`${url} is of another version`);
  return [url, response];
}

async function takeOver(worker, name) {
  const names = await worker.caches.keys();
  await Promise.all(names.filter((one) => one.startsWith(OURS) && one !== name).map((one) => worker.caches.delete(one)));
  await worker.clients.claim();
}

/** There is a signal again: the open pages send; a locked phone cannot, for its key is nowhere but with its person. */
async function tellPages(worker) {
  const pages = await worker.clients.matchAll({ type: "window" });
  pages.forEach((one) => one.postMessage("send"));
}
