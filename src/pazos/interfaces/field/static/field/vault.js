/**
 * What this phone keeps, sealed: nothing written by or for a person lies on it in the clear.
 *
 * Every thing is sealed (AES-GCM) under a data key made on this phone. The data key is wrapped by a
 * key that takes two halves: the six digits of the person (PBKDF2-SHA-256) and a key of this browser
 * that no script can read out. Names of things are sealed with them: from outside there are only
 * numbers, sizes rounded up, and the facts of the lock (wrong tries, date of expiry, how many wait).
 *
 * It must never write anything unsealed, keep the data key anywhere but in memory, or forget a wrong
 * try because the page was loaded again.
 */

export const TRIES = 8;
export const LEAST_ROUNDS = 600_000;
const MOST_ROUNDS = 2_000_000;
const LONG_ENOUGH = 500; // milliseconds a right PIN may take on this phone
export const LAST_CHANCES = 3; // openings of an expired phone that still holds something unsent
const ABSURD = Date.UTC(2200, 0); // a clock beyond this tells nothing
const BLOCK = 256; // sealed things are this long or a multiple: their size tells little
const OWN = new Set(["outbox", "draft", "phone"]); // what the person wrote; the rest came from the server

const utf8 = new TextEncoder();
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Return whether six digits are among the first that anybody would try. */
export function isWeak(pin) {
  const steps = new Set([...pin].slice(1).map((digit, at) => digit - pin[at]));
  const repeats = [1, 2, 3].some((size) => pin === pin.slice(0, size).repeat(6 / size));
  return repeats || (steps.size === 1 && [1, -1].includes([...steps][0]));
}

/** Make the vault of one phone. `now` is the phone's own clock in milliseconds. */
export function makeVault({ store, crypto, now = () => Date.now() }) {
  const { subtle } = crypto;
  const random = (size) => crypto.getRandomValues(new Uint8Array(size));
  let key = null; // the data key, while open
  let things = new Map(); // kind -> id -> {at, value}, while open
  let lock = null; // a copy of the facts of the lock

  async function facts() {
    lock = (await store.get("lock", "facts")) ?? null;
    return lock;
  }

  async function changeLock(changes, reckon = () => ({})) {
    lock = (await store.change("lock", "facts", (old) => old && { ...old, ...changes, ...reckon(old) })) ?? null;
  }

  /** The time as well as the phone knows it: its own clock, put right by the server's at their last meeting. */
  function time() {
    const [shown, seen] = [now() + (lock?.ahead ?? 0), lock?.seen ?? 0];
    return shown > ABSURD ? seen : Math.max(shown, seen);
  }

  async function wrapper(pin, { salt, rounds }) {
    const digits = await subtle.importKey("raw", utf8.encode(pin), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    const half = await subtle.deriveBits(how, digits, 256);
    const device = await store.get("lock", "device");
    const both = await subtle.sign("HMAC", device, half);
    return subtle.importKey("raw", both, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async function seal(with_, at, value) {
    const bytes = utf8.encode(JSON.stringify(value));
    const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(0x20);
    padded.set(bytes);
    const iv = random(12);
    const how = { name: "AES-GCM", iv, additionalData: utf8.encode(at) };
    return { iv, sealed: new Uint8Array(await subtle.encrypt(how, with_, padded)) };
  }

  async function unseal(with_, at, { iv, sealed }) {
    const how = { name: "AES-GCM", iv, additionalData: utf8.encode(at) };
    return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, with_, sealed)));
  }

  /** Read everything; what cannot be read is left where it is, counted, and bars nothing else. */
  async function readAll() {
    const kept = [...(await store.all("own")), ...(await store.all("received"))];
    const read = await Promise.allSettled(kept.map(async ([at, thing]) => [at, await unseal(key, at, thing)]));
    const whole = read.filter((one) => one.status === "fulfilled").map((one) => one.value);
    things = new Map();
    vault.damaged = read.length - whole.length;
    for (const [at, [kind, id, value]] of whole) shelf(kind).set(id, { at, value });
  }

  function shelf(kind) {
    if (!things.has(kind)) things.set(kind, new Map());
    return things.get(kind);
  }

  /** Make one deed ready for the store; its place in the store is a number that says nothing. */
  async function ready(with_, [kind, id, value]) {
    const area = OWN.has(kind) ? "own" : "received";
    const at = things.get(kind)?.get(id)?.at ?? hex(random(16));
    return value === undefined ? { area, key: at } : { area, key: at, put: await seal(with_, at, [kind, id, value]) };
  }

  /** Fail unless what was written can be read again: a full or broken disk must not look like a kept record. */
  async function readBack(with_, { area, key: at, put }) {
    if (put) await unseal(with_, at, await store.get(area, at));
  }

  let turn = Promise.resolve(); // writes go one after another: the later value of a thing wins
  function inTurn(work) {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  const vault = {
    /** "none", "over" (its time has come), "locked" or "open". */
    async state() {
      if (!(await facts())) {
        vault.close(); // another window may have emptied the phone
        return "none";
      }
      if (time() >= lock.expires) return "over";
      return key ? "open" : "locked";
    },

    damaged: 0,

    get isOpen() {
      return key !== null;
    },

    time,

    /** What is known without the PIN: {tries, expires, waiting, chances}; `known` is what was read last. */
    facts,
    known: () => lock,

    /** Choose the PIN of a new phone. `expires` and `serverTime` come from the server, in milliseconds. */
    async make(pin, { expires, serverTime = now() }) {
      await store.erase();
      const device = await subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      await store.write([{ area: "lock", key: "device", put: device }]);
      const [raw, salt, iv] = [random(32), random(16), random(12)];
      const rounds = await measuredRounds(subtle, salt, () => performance.now());
      const wrap = await wrapper(pin, { salt, rounds });
      const wrapped = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, wrap, raw));
      const met = { expires, ahead: serverTime - now(), seen: serverTime };
      lock = { salt, rounds, iv, wrapped, tries: 0, waiting: 0, chances: LAST_CHANCES, ...met };
      await store.write([{ area: "lock", key: "facts", put: lock }]);
      key = await dataKey(subtle, raw);
      things = new Map();
    },

    /** Try a PIN: {opened, left}, where `left` tries remain; at none the phone is emptied. */
    async open(pin) {
      const { raw, left } = await attempt(pin);
      if (!raw) return { opened: false, left };
      key = await dataKey(subtle, raw);
      await readAll();
      return { opened: true, left };
    },

    /** Forget the key and everything that was read with it; what is on the phone stays sealed. */
    close() {
      key = null;
      things = new Map();
    },

    /** Take everything off this phone, the keys first of all. */
    async empty() {
      vault.close();
      lock = null;
      await store.erase();
    },

    /** Forget what came from the server; what the person wrote stays, sealed. Needs no PIN. */
    async emptyReceived() {
      await store.write([{ area: "received" }]);
      for (const kind of [...things.keys()]) if (!OWN.has(kind)) things.delete(kind);
    },

    /** Return one thing, or undefined. */
    get: (kind, id) => things.get(kind)?.get(id)?.value,

    /** Return all things of a kind, in the order in which they came. */
    all: (kind) => [...(things.get(kind)?.values() ?? [])].map((thing) => thing.value),

    /**
     * Write all of `deeds` or none: [kind, id, value]; without a value the thing is taken away.
     * `waiting` notes beside the lock how many things are unsent, so that whoever empties a locked phone is warned.
     */
    write(deeds, { waiting } = {}) {
      return inTurn(async () => {
        const with_ = key;
        if (!with_) throw new Error("the vault is closed");
        const made = await Promise.all(deeds.map((deed) => ready(with_, deed)));
        const noted = waiting === undefined ? [] : [{ area: "lock", key: "facts", put: { ...lock, waiting } }];
        await store.write([...made, ...noted]);
        await Promise.all(made.map((deed) => readBack(with_, deed)));
        if (key !== with_) return; // closed meanwhile: it is on the phone, sealed
        if (noted.length) lock = noted[0].put;
        deeds.forEach(([kind, id, value], at) => {
          if (value === undefined) things.get(kind)?.delete(id);
          else shelf(kind).set(id, { at: made[at].key, value });
        });
      });
    },

    /** Wait until everything handed to `write` is on the phone. */
    settled: () => turn,

    /** Note the server's clock and until when it lets this phone work. */
    meet: ({ serverTime, expires = lock.expires }) =>
      inTurn(() => changeLock({ ahead: serverTime - now(), seen: serverTime, expires, chances: LAST_CHANCES })),

    /** An expired phone was opened without signal: forget what was received; return the chances left to send. */
    async spendChance() {
      await vault.emptyReceived();
      await changeLock({ chances: lock.waiting ? lock.chances - 1 : 0 });
      if (lock.chances > 0) return lock.chances;
      await vault.empty();
      return 0;
    },
  };

  /** Count a try, then check it: ending the page in between gains nothing. The last wrong one empties the phone. */
  async function attempt(pin) {
    await changeLock({}, (old) => ({ tries: old.tries + 1 }));
    if (!lock) return { raw: null, left: 0 };
    const raw = lock.tries <= TRIES ? await unwrapped(pin) : null;
    if (raw) await changeLock({ tries: 0 });
    const left = Math.max(0, TRIES - lock.tries);
    if (!left) await vault.empty();
    return { raw, left };
  }

  async function unwrapped(pin) {
    try {
      return await subtle.decrypt({ name: "AES-GCM", iv: lock.iv }, await wrapper(pin, lock), lock.wrapped);
    } catch (problem) {
      if (problem.name === "OperationError") return null;
      throw problem;
    }
  }

  return vault;
}

function dataKey(subtle, raw) {
  return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Return as many rounds as this phone does in the time a person will wait, and never fewer than the least. */
async function measuredRounds(subtle, salt, clock) {
  const trial = 100_000;
  const digits = await subtle.importKey("raw", utf8.encode("000000"), "PBKDF2", false, ["deriveBits"]);
  const began = clock();
  await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: trial }, digits, 256);
  const inTime = (trial * LONG_ENOUGH) / Math.max(1, clock() - began);
  return Math.round(Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, inTime)));
}
