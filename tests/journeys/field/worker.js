import { attend } from "/static/field/worker.js";
import { must, refused, same } from "./said.js";

const HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"; // of "hello"

/** A worker's surroundings: its caches, its network, and its events. */
function surroundings(network) {
  const stored = new Map();
  const heard = {};
  const asked = [];
  const cache = (name) => ({
    match: async (key) => stored.get(name)?.get(key)?.clone(),
    put: async (key, response) => stored.get(name).set(key, response),
  });
  const worker = {
    location: new URL("https://phone.test/field/worker.js"),
    crypto,
    clients: { claim: async () => {}, matchAll: async () => [{ postMessage: (message) => asked.push(`told ${message}`) }] },
    skipWaiting: () => asked.push("takes over"),
    fetch: async (url) => {
      asked.push(url);
      return network(url);
    },
    caches: {
      open: async (name) => {
        if (!stored.has(name)) stored.set(name, new Map());
        return cache(name);
      },
      keys: async () => [...stored.keys()],
      delete: async (name) => stored.delete(name),
    },
    addEventListener: (name, listener) => {
      heard[name] = listener;
    },
  };
  const happens = async (name, event = {}) => {
    let waits;
    heard[name]({ waitUntil: (work) => { waits = work; }, respondWith: (work) => { waits = work; }, ...event });
    return waits;
  };
  return { worker, happens, stored, asked };
}

const ABOUT = { version: "one", files: [{ url: "/field/frame/", hash: HASH }, { url: "/static/field/app.js", hash: HASH }], shell: "/field/frame/", page: "/field/" };
const asks = (url, { mode = "cors", method = "GET" } = {}) => ({ request: { url: `https://phone.test${url}`, mode, method } });

async function installed() {
  const made = surroundings(() => new Response("hello"));
  attend(made.worker, ABOUT);
  await made.happens("install");
  made.asked.length = 0;
  return made;
}

export async function the_page_and_its_files_come_from_the_copy() {
  const { happens, asked } = await installed();
  same(await (await happens("fetch", asks("/field/", { mode: "navigate" }))).text(), "hello");
  same(await (await happens("fetch", asks("/static/field/app.js"))).text(), "hello");
  same(asked, []);
}

export async function nothing_else_is_stood_between() {
  const { happens } = await installed();
  for (const event of [asks("/api/field/stream?since=0"), asks("/api/field/sync", { method: "POST" }), asks("/field/?enter", { mode: "navigate" }), asks("/", { mode: "navigate" }), asks("/field/"), asks("/static/web/other.js")]) {
    same(await happens("fetch", event), undefined, event.request.url);
  }
}

export async function a_file_of_another_version_makes_no_copy_at_all() {
  const made = surroundings((url) => new Response(url.endsWith("app.js") ? "other" : "hello"));
  attend(made.worker, ABOUT);
  await refused(() => made.happens("install"));
  same(made.stored.size, 0);
}

export async function a_page_that_leads_elsewhere_is_not_copied() {
  const made = surroundings(() => Object.defineProperty(new Response("hello"), "redirected", { value: true }));
  attend(made.worker, ABOUT);
  await refused(() => made.happens("install"));
}

export async function an_older_copy_goes_when_the_new_one_takes_over_and_no_sooner() {
  const { worker, happens, stored, asked } = await installed();
  stored.set("pazos-field-zero", new Map());
  stored.set("somebody-elses", new Map());
  must(!asked.includes("takes over"), "it waits to be told");
  await happens("message", { data: "take over" });
  same(asked, ["takes over"]);
  await happens("activate");
  same([...stored.keys()], ["pazos-field-one", "somebody-elses"]);
  must(worker, "");
}

export async function a_signal_that_came_back_is_told_to_the_open_pages() {
  const { happens, asked } = await installed();
  await happens("sync");
  same(asked, ["told send"]);
}
