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
  let database = await connect(indexedDB, name);

  function transaction(areas, mode) {
    return database.transaction(areas, mode, { durability: "strict" });
  }

  return {
    /** Return one thing, or undefined. */
    get: (area, key) => answer(transaction([area], "readonly").objectStore(area).get(key)),

    /** Return everything of an area as [key, value], in no order. */
    async all(area) {
      const store = transaction([area], "readonly").objectStore(area);
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      return keys.map((key, at) => [key, values[at]]);
    },

    /** Do all of `deeds` or none: {area, key, put} or {area, key} (take away) or {area} (clear). */
    write(deeds) {
      if (!deeds.length) return Promise.resolve();
      const work = transaction([...new Set(deeds.map((deed) => deed.area))], "readwrite");
      return finished(work, () => deeds.forEach((deed) => apply(work, deed)));
    },

    /** Read one thing and write what `change` makes of it, with nobody in between; return it. */
    async change(area, key, change) {
      const work = transaction([area], "readwrite");
      let made;
      await finished(work, () => {
        const store = work.objectStore(area);
        store.get(key).onsuccess = (event) => {
          made = change(event.target.result);
          if (made !== undefined) store.put(made, key);
        };
      });
      return made;
    },

    /** Forget everything: the areas are cleared, then the database itself is taken off the phone. */
    async erase() {
      await this.write(AREAS.map((area) => ({ area })));
      database.close();
      await gone(indexedDB, name);
      database = await connect(indexedDB, name);
    },
  };
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
  return answer(asked).then((database) => {
    // Another window empties the phone: it must not wait for this one.
    database.onversionchange = () => database.close();
    return database;
  });
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
