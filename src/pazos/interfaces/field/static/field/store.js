/**
 * Where things lie on this phone: one IndexedDB database, one transaction a call.
 *
 * It keeps what it is given and understands nothing of it. Vault.js gives it sealed things only, and
 * the few facts of the lock; nobody else may write here.
 */

export const AREAS = ["lock", "own", "received"];

/** The phone has no room: nothing of the call was written, and whoever wrote must be told. */
export class StoreFull extends Error {}

/** Open the database of this phone; tests hand in a store of the same four calls that lives in memory. */
export async function openStore(indexedDB, name = "pazos") {
  let database = null;

  async function open() {
    database ??= await connect(indexedDB, name);
    // Another window empties the phone: it must not wait for this one.
    database.onversionchange = () => {
      database?.close();
      database = null;
    };
    return database;
  }

  const transaction = async (areas, mode) => (await open()).transaction(areas, mode, { durability: "strict" });

  const store = {
    /** Return one thing, or undefined. */
    get: async (area, key) => answer((await transaction([area], "readonly")).objectStore(area).get(key)),

    /** Return everything of an area as [key, value], in no order. */
    async all(area) {
      const there = (await transaction([area], "readonly")).objectStore(area);
      const [keys, values] = await Promise.all([answer(there.getAllKeys()), answer(there.getAll())]);
      return keys.map((key, at) => [key, values[at]]);
    },

    /** Do all of `deeds` or none: {area, key, put} or {area, key} (take away) or {area} (clear). */
    async write(deeds) {
      if (!deeds.length) return;
      const work = await transaction([...new Set(deeds.map((deed) => deed.area))], "readwrite");
      await finished(work, () => deeds.forEach((deed) => apply(work, deed)));
    },

    /** Read one thing and write what `change` makes of it, with nobody in between; return it. */
    async change(area, key, change) {
      const work = await transaction([area], "readwrite");
      let made;
      await finished(work, () => {
        const there = work.objectStore(area);
        there.get(key).onsuccess = (event) => {
          made = change(event.target.result);
          if (made !== undefined) there.put(made, key);
        };
      });
      return made;
    },

    /** Forget everything: the areas are cleared, then the database itself is taken off the phone. */
    async erase() {
      await store.write(AREAS.map((area) => ({ area })));
      database?.close();
      database = null;
      await gone(indexedDB, name);
    },
  };
  await open();
  return store;
}

function apply(work, { area, key, put }) {
  const store = work.objectStore(area);
  if (key === undefined) store.clear();
  else if (put === undefined) store.delete(key);
  else store.put(put, key);
}

function connect(indexedDB, name) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => AREAS.forEach((area) => asked.result.createObjectStore(area));
  return answer(asked);
}

function gone(indexedDB, name) {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}

function answer(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function finished(work, start) {
  return new Promise((resolve, reject) => {
    // Only the end of the transaction says that it is on the disk; a single request does not.
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error?.name === "QuotaExceededError" ? new StoreFull() : work.error);
    try {
      start();
    } catch (problem) {
      work.abort();
      reject(problem);
    }
  });
}
