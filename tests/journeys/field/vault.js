import { isWeak, LAST_CHANCES, LEAST_ROUNDS, makeVault, TRIES } from "/static/field/vault.js";
import { openStore, StoreFull } from "/static/field/store.js";
import { memoryStore, must, quick, refused, same } from "./said.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 22);

async function made({ store = memoryStore(), waiting = 0 } = {}) {
  const clock = { at: START };
  const vault = makeVault({ store, crypto: quick, now: () => clock.at });
  await vault.make("402815", { expires: START + 30 * DAY });
  if (waiting) await vault.write([["outbox", "0", "unsent"]], { waiting });
  return { vault, store, clock };
}

export async function what_was_kept_is_there_after_the_page_was_closed() {
  const { vault, store } = await made();
  await vault.write([["draft", "one", { summary: "muro" }], ["dispute", "two", { kind: "debt" }]]);
  vault.close();
  const again = makeVault({ store, crypto: quick, now: () => START });
  same(await again.state(), "locked");
  same(again.get("draft", "one"), undefined);
  same(await again.open("402815"), { opened: true, left: TRIES });
  same(again.get("draft", "one"), { summary: "muro" });
  same(again.all("dispute"), [{ kind: "debt" }]);
}

export async function nothing_readable_lies_on_the_phone() {
  const { vault, store } = await made();
  await vault.write([["outbox", "chirimoya", { note: "guanábana en la esquina" }]]);
  must(!/chirimoya|guan|esquina|outbox|402815/.test(store.raw()), store.raw());
}

export async function the_size_of_a_thing_tells_little() {
  const { vault, store } = await made();
  await vault.write([["draft", "a", "x"], ["draft", "b", "x".repeat(150)]]);
  const sizes = [...store.areas.get("own").values()].map((thing) => thing.sealed.length);
  same(sizes[0], sizes[1]);
}

export async function a_sealed_thing_put_in_the_place_of_another_is_not_read_and_bars_nothing_else() {
  const { vault, store } = await made();
  await vault.write([["draft", "a", 1], ["draft", "b", 2], ["dispute", "c", 3]]);
  vault.close();
  const own = store.areas.get("own");
  const [[first, one], [second, two]] = [...own];
  own.set(first, two).set(second, one);
  same((await vault.open("402815")).opened, true);
  same([vault.all("draft"), vault.all("dispute"), vault.damaged, own.size], [[], [3], 2, 2]);
}

export async function wrong_pins_are_counted_over_reloads_and_then_empty_the_phone() {
  const { vault, store } = await made();
  await vault.write([["draft", "a", 1]]);
  vault.close();
  for (let left = TRIES - 1; left > 0; left--) {
    const reloaded = makeVault({ store, crypto: quick, now: () => START });
    same(await reloaded.open("999998"), { opened: false, left });
  }
  same(await makeVault({ store, crypto: quick, now: () => START }).open("999998"), { opened: false, left: 0 });
  same([...store.areas.values()].map((area) => area.size), [0, 0, 0]);
  same(await makeVault({ store, crypto: quick, now: () => START }).state(), "none");
}

export async function ending_the_page_during_a_try_gains_no_try() {
  const { vault, store } = await made();
  vault.close();
  await store.change("lock", "facts", (facts) => ({ ...facts, tries: TRIES }));
  same(await vault.open("402815"), { opened: false, left: 0 });
  same(await vault.state(), "none");
}

export async function the_right_pin_sets_the_count_back() {
  const { vault } = await made();
  vault.close();
  await vault.open("111112");
  await vault.open("402815");
  same((await vault.facts()).tries, 0);
}

export async function the_pin_takes_many_rounds() {
  const store = memoryStore();
  await makeVault({ store, crypto }).make("402815", { expires: Date.now() + DAY });
  must(store.areas.get("lock").get("facts").rounds >= LEAST_ROUNDS, "rounds");
  same((await makeVault({ store, crypto }).open("402815")).opened, true);
}

export async function the_pin_alone_opens_nothing_without_the_browsers_own_key() {
  const { store } = await made();
  const device = store.areas.get("lock").get("device");
  same([device.extractable, device.type], [false, "secret"]);
  const other = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  store.areas.get("lock").set("device", other);
  const elsewhere = makeVault({ store, crypto: quick, now: () => START });
  same((await elsewhere.open("402815")).opened, false);
}

export async function an_expired_phone_with_nothing_unsent_says_so_and_is_emptied() {
  const { vault, store, clock } = await made();
  await vault.write([["dispute", "a", 1]]);
  clock.at += 31 * DAY;
  same(await vault.state(), "over");
  same(await vault.spendChance(), 0);
  same([...store.areas.values()].map((area) => area.size), [0, 0, 0]);
}

export async function an_expired_phone_forgets_what_it_received_and_keeps_what_is_unsent_for_a_few_openings() {
  const { vault, store, clock } = await made({ waiting: 2 });
  await vault.write([["dispute", "a", 1]]);
  clock.at += 31 * DAY;
  same(await vault.spendChance(), LAST_CHANCES - 1);
  same([store.areas.get("received").size, store.areas.get("own").size], [0, 1]);
  for (let chance = 1; chance < LAST_CHANCES; chance++) await vault.spendChance();
  same(store.areas.get("own").size, 0);
}

export async function a_phone_whose_clock_is_a_year_wrong_does_not_expire() {
  const store = memoryStore();
  const vault = makeVault({ store, crypto: quick, now: () => START + 365 * DAY });
  await vault.make("402815", { expires: START + 30 * DAY, serverTime: START });
  same(await vault.state(), "open");
  same(vault.time(), START);
}

export async function a_clock_put_back_does_not_turn_time_back() {
  const { vault, clock } = await made();
  clock.at -= 900 * DAY;
  same(vault.time(), START);
}

export async function a_full_phone_keeps_what_it_had_and_says_so() {
  const { vault, store } = await made();
  await vault.write([["draft", "a", "first"]]);
  store.isFull = true;
  await refused(() => vault.write([["draft", "a", "second"], ["outbox", "b", 1]]), StoreFull);
  same([vault.get("draft", "a"), vault.get("outbox", "b")], ["first", undefined]);
  store.isFull = false;
  await vault.write([["draft", "a", "third"]]);
  same(vault.get("draft", "a"), "third");
}

export async function a_write_that_cannot_be_read_back_is_no_write() {
  const { vault, store } = await made();
  store.get = async () => undefined;
  await refused(() => vault.write([["draft", "a", 1]]));
  same(vault.get("draft", "a"), undefined);
}

export async function writes_go_in_their_order() {
  const { vault } = await made();
  await Promise.all([1, 2, 3, 4, 5].map((value) => vault.write([["draft", "a", value]])));
  same(vault.get("draft", "a"), 5);
}

export async function a_closed_vault_gives_and_takes_nothing() {
  const { vault } = await made();
  await vault.write([["draft", "a", 1]]);
  vault.close();
  same([vault.get("draft", "a"), vault.all("draft")], [undefined, []]);
  await refused(() => vault.write([["draft", "a", 2]]));
}

export async function a_pin_that_anybody_would_try_is_weak() {
  const weak = ["000000", "123456", "654321", "121212", "123123", "888888", "345678"];
  same(weak.filter((pin) => !isWeak(pin)), []);
  same(["402815", "199402", "112358"].filter(isWeak), []);
}

export async function the_store_of_the_browser_writes_all_or_nothing_and_forgets_everything() {
  const store = await openStore(indexedDB, `try-${crypto.randomUUID()}`);
  await store.write([{ area: "own", key: "a", put: 1 }, { area: "received", key: "b", put: 2 }]);
  await refused(() => store.write([{ area: "own", key: "a", put: 9 }, { area: "own", key: "c", put: () => 1 }]), DOMException);
  same(await store.all("own"), [["a", 1]]);
  same(await store.change("own", "a", (old) => old + 1), 2);
  await store.erase();
  same([await store.all("own"), await store.all("received")], [[], []]);
}

export async function a_phone_emptied_in_one_window_is_empty_in_the_other_which_goes_on_working() {
  const name = `try-${crypto.randomUUID()}`;
  const [one, two] = [await openStore(indexedDB, name), await openStore(indexedDB, name)];
  const [first, second] = [one, two].map((store) => makeVault({ store, crypto: quick, now: () => START }));
  await first.make("402815", { expires: START + DAY });
  await second.open("402815");
  await first.empty();
  same([await second.state(), second.isOpen], ["none", false]);
  await second.make("402815", { expires: START + DAY });
  same(await first.state(), "locked");
}
