/**
 * Between this phone and the server: what waits is handed over, what is new is taken in.
 *
 * It sends first and receives after, calls for help before all else. It never stops quietly: whatever
 * happened last, why, and when it tries again is in `standing`. It must never drop a sending, nor
 * answer a problem by sending less often than every quarter of an hour while the page is open.
 */

import { StoreFull } from "./store.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const PATIENCE = 40_000; // a request without an answer is given up after this
export const SOON = 3 * 86_400_000; // this long before its time is over a phone asks to be renewed
const EVERY = 5 * 60_000; // and while all goes well the phone asks this often

/** Why nothing goes through: the words for each are in words.js, under cause_… */
class Refused extends Error {
  constructor(cause, { after = 0, status = 0 } = {}) {
    super(cause);
    Object.assign(this, { cause, after, status });
  }
}

/**
 * Make the sync of one phone. `fetch`, `renew` (a new key, if somebody is signed in), `now`, `later` (a
 * timer), `isOnline` and `hash` come from outside;
 * `onChange(standing)` is called at every step and `onEmpty(why)` when the server wants this phone emptied.
 */
export function makeSync({ vault, outbox, received, fetch, renew, now, later, isOnline, hash, onChange, onEmpty }) {
  const standing = { doing: "nothing", cause: null, next_at: null, last_at: null };
  let wait = FIRST_WAIT;
  let running = null;
  let cancel = () => {};
  const asked = new Set(); // what waits for an answer

  function tell(changes) {
    Object.assign(standing, changes);
    onChange({ ...standing });
  }

  async function call(path, { body, token = vault.get("phone", "key")?.token } = {}) {
    const stop = new AbortController();
    asked.add(stop);
    const patience = later(() => stop.abort(), PATIENCE);
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(path, {
        method: body ? "POST" : "GET",
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      }).catch(() => {
        throw new Refused(isOnline() ? "no_answer" : "no_signal");
      });
      if (!answer.ok) throw await refusal(answer);
      return await answer.json().catch(() => {
        throw new Refused("no_answer");
      });
    } finally {
      patience();
      asked.delete(stop);
    }
  }

  /** Send what waits, batch by batch; return whether the server wants this phone emptied afterwards. */
  async function send() {
    let [empty, most] = [false, undefined];
    const but = new Set();
    // What was written by a wrong clock is sent by the same one, also after the first answer put it right.
    const skew = vault.time() - now();
    for (;;) {
      const batch = outbox.batch({ most, but });
      tell({ doing: batch.length ? "sending" : "receiving" });
      const answer = await hand(batch, skew).catch((problem) => problem);
      if (answer instanceof Refused && [413, 422].includes(answer.status) && batch.length) {
        // One that the server cannot read must not stop the others: the batch is halved until it stands alone.
        if (batch.length > 1) most = Math.ceil(batch.length / 2);
        else {
          await outbox.stick([batch[0].id], [{ field: "", cause: "not_understood" }]);
          but.add(batch[0].id);
        }
        continue;
      }
      if (answer instanceof Error) throw answer;
      empty ||= answer.empty;
      batch.forEach((item) => but.add(item.id)); // once a run: what has no good receipt goes again in the next
      if (!outbox.batch({ but }).length) return empty;
    }
  }

  /** Hand one batch over and note what the answer says of it and of what was handed over before. */
  async function hand(batch, skew = vault.time() - now()) {
    const body = {
      clock: new Date(now() + skew).toISOString(),
      waiting: outbox.unsent().length,
      submissions: batch.map(asSent),
      kept: outbox.kept(),
    };
    const answer = await call("/api/field/sync", { body });
    await vault.meet({ serverTime: Date.parse(answer.server_time) });
    await outbox.receive(await whole(batch, answer.receipts));
    await outbox.sendAgain(answer.missing);
    await outbox.forgetSafe(answer.safe);
    return answer;
  }

  /** Return the receipts that are for exactly what this phone holds. */
  async function whole(batch, receipts) {
    const held = new Map();
    for (const item of batch) held.set(item.id, await hash(canonical(asSent(item))));
    // Of what was erased nothing is left to compare.
    return receipts.filter((one) => held.get(one.id) === one.hash || (held.has(one.id) && one.standing === "erased"));
  }

  /** Ask for a new key as whoever is signed in; a key of somebody else than whose work lies here is not taken. */
  async function takeNewKey() {
    const key = await renew();
    if (!key) return false;
    const told = await call(`/api/field/stream?since=${received.cursor()}`, { token: key.token });
    if (received.isOfAnother(told)) throw new Refused("other_person");
    await vault.write([["phone", "key", { token: key.token, id: key.device }]]);
    await vault.meet({ serverTime: Date.parse(key.server_time), expires: Date.parse(key.expires_at) });
    return true;
  }

  async function receive() {
    tell({ doing: "receiving" });
    const told = await call(`/api/field/stream?since=${received.cursor()}`);
    await vault.meet({ serverTime: Date.parse(told.server_time), expires: Date.parse(told.expires_at) });
    await outbox.receive(told.sendings.filter((one) => vault.get("outbox", one.id)?.state === "sent"));
    await received.take(told);
    if (told.forms !== vault.get("forms", "forms")?.fingerprint) {
      await vault.write([["forms", "forms", await call("/api/field/forms")]]);
    }
  }

  async function exchange() {
    if (await send()) return true;
    await receive();
    return false;
  }

  async function once() {
    try {
      const isOver = await exchange().catch(async (problem) => {
        if (problem.cause === "over") return true;
        if (problem.cause === "sign_in" && (await takeNewKey())) return exchange();
        throw problem;
      });
      if (isOver) return await end();
      if (vault.known().expires - vault.time() < SOON) await takeNewKey();
      wait = FIRST_WAIT;
      tell({ doing: "nothing", cause: null, last_at: now() });
      plan(EVERY);
    } catch (problem) {
      fail(problem);
    }
    return null;
  }

  /** Everything was handed in and the server wants this phone emptied. */
  async function end() {
    await call("/api/field/emptied", { body: {} }).catch(() => {});
    cancel();
    return onEmpty("revoked");
  }

  function fail(problem) {
    if (!vault.isOpen) return tell({ doing: "nothing" });
    const cause = problem instanceof StoreFull ? "phone_full" : (problem.cause ?? "server");
    if (!(problem instanceof Refused || problem instanceof StoreFull)) console.error(problem);
    tell({ doing: "nothing", cause });
    const isCalling = outbox.unsent().some((item) => item.form === "distress");
    plan(isCalling ? FIRST_WAIT : Math.max(wait, problem.after ?? 0));
    wait = Math.min(LONGEST_WAIT, wait * 3);
    return null;
  }

  function plan(pause) {
    cancel();
    cancel = later(() => run(), pause);
    tell({ next_at: now() + pause });
  }

  function run() {
    if (!vault.isOpen) return Promise.resolve();
    running ??= once().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    standing: () => ({ ...standing }),

    /** Send and receive now, whatever was planned; a run that is under way is waited for and followed by another. */
    async now() {
      wait = FIRST_WAIT;
      if (running) await running;
      if (vault.isOpen) await outbox.loosen();
      return run();
    },

    /** Send calls for help now, beside whatever is under way: sent twice they are still one. */
    async urgent() {
      const batch = outbox.batch().filter((item) => item.form === "distress");
      await hand(batch).catch(() => {});
      tell({});
      return run();
    },

    /** Send soon: several calls in a row make one run. */
    soon: (pause = 300) => vault.isOpen && plan(pause),

    /** Plan and wait for nothing more: the vault is being closed. */
    stop() {
      cancel();
      asked.forEach((one) => one.abort());
      tell({ doing: "nothing", next_at: null });
    },

    call,
  };
}

/** Return a sending as it travels: nothing of the phone's own bookkeeping goes with it. */
export function asSent({ id, form, form_version, record, base_version, after, written_at, values }) {
  return { id, form, form_version, record, base_version, after, written_at, values };
}

/** Return JSON with sorted keys and no spaces: the same text on both sides. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

async function refusal(answer) {
  const { status } = answer;
  const { reason } = await answer.json().catch(() => ({}));
  if (status === 401) return new Refused("sign_in", { status });
  if (status === 403 && reason === "over") return new Refused("over", { status });
  if (status === 429) return new Refused("too_many", { status, after: LONGEST_WAIT });
  if (status === 503) return new Refused("busy", { status, after: 1000 * (Number(answer.headers.get("Retry-After")) || 0) });
  if (status === 413 || status === 422) return new Refused("not_understood", { status });
  return new Refused("server", { status, reason });
}
