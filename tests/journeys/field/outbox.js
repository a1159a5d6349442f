import { groupOf, makeOutbox, MOST } from "/static/field/outbox.js";
import { StoreFull } from "/static/field/store.js";
import { makeVault } from "/static/field/vault.js";
import { newId, openVault, refused, same } from "./said.js";

const DAY = 86_400_000;

async function made() {
  const { vault, store, clock } = await openVault({ makeVault });
  return { vault, store, clock, outbox: makeOutbox({ vault, newId, now: () => clock.at }) };
}

const step = (line, more = {}) => ({ form: "step", form_version: 1, record: newId(), values: { dispute: line }, line, ...more });
const receipt = ({ id }, standing = "applied") => ({ id, standing, problems: [], version: 1 });

export async function what_waits_survives_a_closed_page_in_its_order() {
  const { vault, store, outbox } = await made();
  const written = [];
  for (let count = 0; count < 5; count++) written.push((await outbox.add(step("d"))).id);
  vault.close();
  await vault.open("402815");
  same(outbox.unsent().map((item) => item.id), written);
  same((await store.get("lock", "facts")).waiting, 5);
}

export async function a_sending_and_its_draft_change_places_or_neither_does() {
  const { vault, store, outbox } = await made();
  await vault.write([["draft", "one", { note: "a" }]]);
  store.isFull = true;
  await refused(() => outbox.add(step("d"), [["draft", "one"]]), StoreFull);
  same([outbox.unsent().length, vault.get("draft", "one")], [0, { note: "a" }]);
  store.isFull = false;
  await outbox.add(step("d"), [["draft", "one"]]);
  same([outbox.unsent().length, vault.get("draft", "one")], [1, undefined]);
}

export async function a_change_builds_on_the_making_of_its_record_and_a_turn_on_all_of_its_dispute() {
  const { outbox } = await made();
  const opened = await outbox.add({ form: "dispute", form_version: 1, record: "d", values: {} });
  const other = await outbox.add(step("d"));
  const changed = await outbox.add({ form: "dispute", form_version: 1, record: "d", base_version: 1, values: {} });
  const turned = await outbox.add({ form: "turn", form_version: 1, record: "t", line: "d", values: { deed: "claim" } });
  same([opened.after, other.after, changed.after, turned.after], [null, null, opened.id, changed.id]);
}

export async function nothing_is_made_to_wait_for_what_was_refused() {
  const { outbox } = await made();
  const first = await outbox.add({ form: "dispute", form_version: 1, record: "d", values: {} });
  await outbox.receive([receipt(first, "refused")]);
  same((await outbox.add({ form: "dispute", form_version: 1, record: "d", values: {} })).after, null);
}

export async function a_call_for_help_goes_before_what_was_written_earlier() {
  const { outbox } = await made();
  for (let count = 0; count < 3; count++) await outbox.add(step("d"));
  const call = await outbox.add({ form: "distress", form_version: 1, record: "x", values: {} });
  same(outbox.batch()[0].id, call.id);
}

export async function a_batch_is_bounded_in_number_and_in_size() {
  const { outbox } = await made();
  for (let count = 0; count < MOST + 5; count++) await outbox.add(step(`${count}`));
  same(outbox.batch().length, MOST);
  const { outbox: heavy } = await made();
  for (let count = 0; count < 3; count++) await heavy.add(step("d", { values: { note: "x".repeat(120_000) } }));
  same(heavy.batch().length, 1);
}

export async function only_a_receipt_and_the_servers_word_let_go_of_a_sending() {
  const { vault, outbox } = await made();
  const item = await outbox.add(step("d"));
  await outbox.forgetSafe([item.id]);
  same(outbox.unsent().length, 1, "without a receipt it stays");
  await outbox.receive([receipt(item)]);
  same([outbox.unsent().length, outbox.kept()], [0, [item.id]]);
  await outbox.forgetSafe([item.id]);
  same(vault.get("outbox", item.id), undefined);
}

export async function what_a_restored_server_lost_is_sent_again_as_it_was() {
  const { outbox } = await made();
  const item = await outbox.add(step("d"));
  await outbox.receive([receipt(item)]);
  await outbox.sendAgain([item.id, "unknown"]);
  const { state, standing, sent_at, ...rest } = outbox.unsent()[0];
  const { state: before, standing: none, sent_at: never, ...was } = item;
  same({ ...rest, version: null }, was);
}

export async function what_was_refused_is_shown_until_it_is_read_and_its_words_go_when_they_are_safe() {
  const { vault, outbox } = await made();
  const item = await outbox.add(step("d"));
  await outbox.receive([{ ...receipt(item, "refused"), problems: [{ field: "", es: "no", en: "no" }] }]);
  await outbox.forgetSafe([item.id]);
  same([groupOf(vault.get("outbox", item.id)), vault.get("outbox", item.id).values], ["refused", null]);
  await outbox.read(item.id);
  same(vault.get("outbox", item.id), undefined);
}

export async function what_was_erased_is_forgotten_at_once() {
  const { vault, outbox } = await made();
  const item = await outbox.add(step("d"));
  await outbox.receive([receipt(item, "erased")]);
  same(vault.get("outbox", item.id).values, null);
}

export async function every_standing_has_its_group() {
  const group = (standing) => groupOf({ state: "sent", standing });
  same(["applied", "kept", "held_earlier", "held_edit", "held_coordinator"].map(group), ["sent", "held", "held", "held", "held"]);
  same(["refused", "sent_back", "set_aside", "erased"].map(group), ["refused", "refused", "refused", "refused"]);
  same([groupOf({ state: "waiting" }), groupOf({ state: "stuck" })], ["waiting", "stuck"]);
}
