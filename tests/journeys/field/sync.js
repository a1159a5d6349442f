import { makeOutbox } from "/static/field/outbox.js";
import { makeReceived } from "/static/field/received.js";
import { asSent, canonical, makeSync } from "/static/field/sync.js";
import { makeVault } from "/static/field/vault.js";
import { must, newId, openVault, same } from "./said.js";

const FORMS = { fingerprint: "f", forms: {} };

async function sha(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A server of the same shape: it keeps what came, and its answers can be bent. */
function server(clock) {
  const made = { came: [], calls: [], bend: () => null, stream: {}, isOver: false, safe: [], missing: [] };
  made.fetch = async (path, { body, headers, signal }) => {
    const said = body && JSON.parse(body);
    made.calls.push({ path, said, token: headers.Authorization });
    const ended = new Promise((_, end) => signal?.addEventListener("abort", () => end(new Error("ended"))));
    const bent = await Promise.race([made.bend({ path, said, token: headers.Authorization }), ended]);
    if (bent) return bent;
    if (path.startsWith("/api/field/sync")) return answer(await sync(made, clock, said));
    if (path.startsWith("/api/field/stream")) return answer(stream(made, clock));
    if (path === "/api/field/forms") return answer(FORMS);
    return answer({ server_time: new Date(clock.at).toISOString() });
  };
  return made;
}

const answer = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });

async function sync(made, clock, { submissions }) {
  const receipts = [];
  for (const one of submissions) {
    if (!made.came.some((before) => before.id === one.id)) made.came.push(one);
    receipts.push({ id: one.id, standing: "applied", problems: [], version: 1, hash: await sha(canonical(one)) });
  }
  return { server_time: new Date(clock.at).toISOString(), empty: made.isOver, receipts, safe: made.safe, missing: made.missing };
}

function stream(made, clock) {
  const expires_at = new Date(clock.at + 30 * 86_400_000).toISOString();
  const nothing = { clusters: [], places: [], colleagues: [], disputes: [], sendings: [], forget: [], cut: 0 };
  return { server_time: new Date(clock.at).toISOString(), expires_at, forms: "f", full: true, cursor: 1, person: { id: 7, name: "Ana" }, ...nothing, ...made.stream };
}

async function made({ renew = async () => null } = {}) {
  const { vault, clock } = await openVault({ makeVault });
  await vault.write([["phone", "key", { token: "t", id: "d" }]]);
  const outbox = makeOutbox({ vault, newId, now: () => clock.at });
  const received = makeReceived({ vault, outbox, now: () => clock.at });
  const there = server(clock);
  const timers = [];
  const told = [];
  const emptied = [];
  const phone = makeSync({
    vault, outbox, received, fetch: there.fetch, renew, now: () => clock.at, hash: sha, isOnline: () => true,
    later: (work, pause) => {
      timers.push({ work, pause });
      return () => timers.splice(timers.findIndex((one) => one.work === work), 1);
    },
    onChange: (standing) => told.push(standing),
    onEmpty: (why) => emptied.push(why),
  });
  return { vault, clock, outbox, received, there, timers, told, emptied, phone };
}

const write = (outbox, more = {}) => outbox.add({ form: "step", form_version: 1, record: newId(), values: { note: "a" }, ...more });

export async function what_waits_is_sent_and_what_is_new_received() {
  const { outbox, there, phone, received } = await made();
  const item = await write(outbox);
  await phone.now();
  same(there.came, [asSent(item)]);
  same([outbox.unsent().length, received.about().person.name], [0, "Ana"]);
  same([phone.standing().cause, phone.standing().doing], [null, "nothing"]);
}

export async function nothing_of_the_phones_bookkeeping_travels() {
  const { outbox, there, phone } = await made();
  await write(outbox);
  await phone.now();
  same(Object.keys(there.came[0]).sort(), ["after", "base_version", "form", "form_version", "id", "record", "values", "written_at"]);
}

export async function an_answer_that_is_lost_sends_the_same_again_once() {
  const { outbox, there, phone } = await made();
  const item = await write(outbox);
  there.bend = async ({ path, said }) => {
    if (!path.startsWith("/api/field/sync") || !said.submissions.length) return null;
    there.bend = () => null;
    await there.fetch(path, { body: JSON.stringify(said), headers: {} });
    throw new TypeError("the line broke");
  };
  await phone.now();
  same([phone.standing().cause, outbox.unsent().length], ["no_answer", 1]);
  await phone.now();
  same([there.came.length, there.came[0].id, outbox.unsent().length], [1, item.id, 0]);
}

export async function a_receipt_for_something_else_is_no_receipt() {
  const { outbox, there, phone } = await made();
  await write(outbox);
  there.bend = async ({ path, said }) => {
    if (!path.startsWith("/api/field/sync") || !said.submissions.length) return null;
    const receipts = said.submissions.map(({ id }) => ({ id, standing: "applied", problems: [], version: 1, hash: "another" }));
    return answer({ server_time: new Date().toISOString(), empty: false, receipts, safe: [], missing: [] });
  };
  await phone.now();
  same(outbox.unsent().length, 1);
}

export async function more_than_one_batch_goes_in_order() {
  const { outbox, there, phone } = await made();
  const ids = [];
  for (let count = 0; count < 120; count++) ids.push((await write(outbox)).id);
  await phone.now();
  same(there.came.map((one) => one.id), ids);
  same(there.calls.filter((one) => one.said?.submissions?.length).length, 3);
}

export async function one_that_cannot_be_read_stops_no_other_and_stays_on_the_phone() {
  const { outbox, there, phone } = await made();
  for (let count = 0; count < 6; count++) await write(outbox, count === 3 ? { values: { note: "poison" } } : {});
  there.bend = ({ said }) => (JSON.stringify(said ?? "").includes("poison") ? answer({ reason: "unreadable" }, 422) : null);
  await phone.now();
  same([there.came.length, outbox.group("stuck").length, outbox.unsent().length], [5, 1, 1]);
  there.bend = () => null;
  await phone.now();
  same([there.came.length, outbox.unsent().length], [6, 0]);
}

export async function every_failure_has_its_cause_and_its_next_try() {
  const { there, phone, clock } = await made();
  const causes = [];
  const answers = [
    () => answer({ reason: "busy" }, 503, { "Retry-After": "60" }),
    () => answer({}, 500),
    () => answer({ reason: "too_many" }, 429),
    () => answer({ reason: "unknown" }, 401),
    () => new Response("<html>", { status: 200 }),
  ];
  for (const one of answers) {
    there.bend = one;
    await phone.now();
    const { cause, next_at } = phone.standing();
    causes.push(cause);
    must(next_at > clock.at, cause);
  }
  same(causes, ["busy", "server", "too_many", "sign_in", "no_answer"]);
  there.bend = () => answer({ reason: "busy" }, 503, { "Retry-After": "60" });
  await phone.now();
  same(phone.standing().next_at - clock.at, 60_000);
}

export async function tries_grow_rarer_but_never_stop() {
  const { there, phone, timers, clock } = await made();
  there.bend = () => answer({}, 500);
  const pauses = [];
  await phone.now();
  for (let count = 0; count < 8; count++) {
    pauses.push(phone.standing().next_at - clock.at);
    await timers.filter((one) => one.pause === pauses.at(-1)).at(-1).work();
  }
  same(pauses.slice(0, 4), [5_000, 15_000, 45_000, 135_000]);
  same(pauses.at(-1), 15 * 60_000);
}

export async function a_call_for_help_does_not_wait_for_what_is_under_way() {
  const { outbox, there, phone } = await made();
  await write(outbox);
  let letGo;
  there.bend = ({ said }) => (said?.submissions?.some((one) => one.form === "step") ? new Promise((done) => (letGo = done)) : null);
  const slow = phone.now();
  await outbox.add({ form: "distress", form_version: 1, record: newId(), values: {} });
  const help = phone.urgent();
  while (!there.came.length) await new Promise((done) => setTimeout(done, 5));
  same(there.came.map((one) => one.form), ["distress"]);
  there.bend = () => null;
  letGo(null);
  await Promise.all([slow, help]);
  await phone.now();
  same(outbox.unsent().length, 0);
}

export async function a_revoked_phone_hands_everything_in_before_it_is_emptied() {
  const { outbox, there, phone, emptied } = await made();
  for (let count = 0; count < 70; count++) await write(outbox);
  there.isOver = true;
  await phone.now();
  same([there.came.length, emptied], [70, ["revoked"]]);
  must(there.calls.some((one) => one.path === "/api/field/emptied"), "it is told");
}

export async function a_stream_that_is_over_empties_the_phone_too() {
  const { there, phone, emptied } = await made();
  there.bend = ({ path }) => (path.startsWith("/api/field/stream") ? answer({ reason: "over" }, 403) : null);
  await phone.now();
  same(emptied, ["revoked"]);
}

export async function a_phone_that_is_not_known_takes_a_new_key_of_the_same_person_only() {
  const person = { id: 7, name: "Ana" };
  for (const [comes, cause, sent] of [[person, null, 1], [{ id: 9, name: "Beto" }, "other_person", 0]]) {
    const { outbox, there, phone } = await made({ renew: async () => ({ token: "new", device: "n", server_time: new Date().toISOString(), expires_at: new Date(Date.UTC(2030, 0)).toISOString() }) });
    await phone.now();
    await write(outbox);
    there.stream = { person: comes };
    there.bend = ({ token }) => (token === "Bearer t" ? answer({ reason: "unknown" }, 401) : null);
    await phone.now();
    same([phone.standing().cause, there.came.length], [cause, sent]);
  }
}

export async function shortly_before_its_time_is_over_a_phone_renews_itself_if_somebody_is_signed_in() {
  let asked = 0;
  const until = Date.UTC(2027, 5, 1);
  const key = { token: "new", device: "n", server_time: new Date().toISOString(), expires_at: new Date(until).toISOString() };
  const { vault, clock, phone, there } = await made({ renew: async () => ((asked += 1), key) });
  await phone.now();
  same(asked, 0);
  there.stream = { expires_at: new Date(clock.at + 2 * 86_400_000).toISOString() };
  await phone.now();
  same([asked, vault.get("phone", "key").token, vault.known().expires], [1, "new", until]);
}

export async function what_a_restored_server_lost_goes_again() {
  const { outbox, there, phone } = await made();
  const item = await write(outbox);
  await phone.now();
  there.came = [];
  there.missing = [item.id];
  await phone.now();
  there.missing = [];
  await phone.now();
  same([there.came.length, outbox.unsent().length], [1, 0]);
}

export async function a_wrong_clock_is_the_same_one_for_all_that_it_wrote() {
  const { outbox, there, phone, clock } = await made();
  for (let count = 0; count < 60; count++) await write(outbox);
  const right = clock.at;
  clock.at += 400 * 86_400_000;
  const jumped = clock.at;
  there.bend = async ({ path, said }) => {
    if (!path.startsWith("/api/field/sync")) return null;
    return answer({ ...(await sync(there, { at: right }, said)) });
  };
  await phone.now();
  const clocks = there.calls.filter((one) => one.said?.submissions?.length).map((one) => Date.parse(one.said.clock));
  same(clocks, [jumped, jumped]);
}

export async function a_closed_vault_sends_nothing() {
  const { vault, there, phone } = await made();
  vault.close();
  await phone.now();
  phone.soon();
  same(there.calls.length, 0);
}

export async function canonical_json_is_that_of_the_server() {
  same(canonical({ b: [1, null, true], a: { ñ: "é\n\"", z: {} } }), '{"a":{"z":{},"ñ":"é\\n\\""},"b":[1,null,true]}');
}

export async function locking_the_phone_waits_for_no_answer() {
  const { vault, outbox, there, phone } = await made();
  await write(outbox);
  there.bend = () => new Promise(() => {});
  const run = phone.now();
  await new Promise((done) => setTimeout(done, 20));
  vault.close();
  phone.stop();
  await run;
  await vault.open("402815");
  same([outbox.unsent().length, phone.standing().doing], [1, "nothing"]);
}
