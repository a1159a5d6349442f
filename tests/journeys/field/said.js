// What the tests of the phone's modules stand on: a store in memory that can be made to fail, and one way to say no.
import { AREAS, StoreFull } from "/static/field/store.js";

export function must(fact, what = "") {
  if (!fact) throw new Error(`this does not hold: ${what}`);
}

export function same(found, wanted, what = "") {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what} found ${a}, wanted ${b}`);
}

export async function refused(work, kind = Error) {
  try {
    await work();
  } catch (problem) {
    if (problem instanceof kind) return problem;
    throw problem;
  }
  throw new Error("nothing was refused");
}

export function memoryStore() {
  const areas = new Map(AREAS.map((area) => [area, new Map()]));
  const store = {
    areas,
    isFull: false,
    async get(area, key) {
      return areas.get(area).get(key);
    },
    async all(area) {
      return [...areas.get(area)];
    },
    async write(deeds) {
      if (store.isFull && deeds.some((deed) => deed.put !== undefined)) throw new StoreFull();
      for (const { area, key, put } of deeds) {
        if (key === undefined) areas.get(area).clear();
        else if (put === undefined) areas.get(area).delete(key);
        else areas.get(area).set(key, put);
      }
    },
    async change(area, key, change) {
      const made = change(areas.get(area).get(key));
      if (made !== undefined) areas.get(area).set(key, made);
      return made;
    },
    async erase() {
      areas.forEach((area) => area.clear());
    },
    /** Everything in the clear, as a thief would read it. */
    raw() {
      const bytes = (value) => (value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value);
      return JSON.stringify([...areas].map(([name, area]) => [name, [...area]]), (_, value) => bytes(value));
    },
  };
  return store;
}

/** The browser's cryptography with short derivations: what a PIN costs is one rule, and the others need not pay it. */
export const quick = {
  getRandomValues: (bytes) => crypto.getRandomValues(bytes),
  subtle: new Proxy(crypto.subtle, {
    get: (subtle, name) => (...given) => {
      if (name === "deriveBits") given[0] = { ...given[0], iterations: 10 };
      return subtle[name](...given);
    },
  }),
};

/** An open vault over a store in memory, and the clock that it goes by. */
export async function openVault({ makeVault, at = Date.UTC(2026, 10, 22, 15) }) {
  const clock = { at };
  const store = memoryStore();
  const vault = makeVault({ store, crypto: quick, now: () => clock.at });
  await vault.make("402815", { expires: at + 30 * 86_400_000 });
  return { vault, store, clock };
}

let made = 0;
export const newId = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`;
