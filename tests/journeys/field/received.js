import { makeOutbox } from "/static/field/outbox.js";
import { makeReceived } from "/static/field/received.js";
import { makeVault } from "/static/field/vault.js";
import { newId, openVault, same } from "./said.js";

const dispute = (id, more = {}) => ({ id, version: 1, state: "alert", kind: "debt", signs: [], risk: "2", neighbourhood: "01", began_on: "2026-11-20", holder: null, holder_name: "", offered_to: null, parties: [], steps: [], settlements: [], follow_ups: [], links: [], ...more });
const told = (more = {}) => ({ cursor: 1, full: false, person: { id: 7, name: "Ana" }, clusters: [], places: [], colleagues: [], disputes: [], forget: [], cut: 0, ...more });

async function made() {
  const { vault, clock } = await openVault({ makeVault });
  const outbox = makeOutbox({ vault, newId, now: () => clock.at });
  return { vault, clock, outbox, received: makeReceived({ vault, outbox, now: () => clock.at }) };
}

const ids = (received) => received.disputes().map((one) => one.id).sort();

export async function what_must_be_forgotten_is_forgotten() {
  const { received } = await made();
  await received.take(told({ full: true, disputes: [dispute("a"), dispute("b"), dispute("c")] }));
  await received.take(told({ forget: ["b"] }));
  same(ids(received), ["a", "c"]);
  await received.take(told({ full: true, disputes: [dispute("c")] }));
  same(ids(received), ["c"]);
}

export async function the_work_of_another_person_is_told_apart() {
  const { received } = await made();
  same(received.isOfAnother(told()), false);
  await received.take(told());
  same([received.isOfAnother(told()), received.isOfAnother(told({ person: { id: 9, name: "Beto" } }))], [false, true]);
}

export async function what_was_written_here_is_seen_before_it_is_sent() {
  const { received, outbox } = await made();
  await received.take(told());
  await outbox.add({ form: "dispute", form_version: 1, record: "n", values: { kind: "threat", neighbourhood: "01", began_on: "2026-11-22" } });
  await outbox.add({ form: "turn", form_version: 1, record: newId(), line: "n", values: { dispute: "n", deed: "claim" } });
  await outbox.add({ form: "step", form_version: 1, record: "s", line: "n", values: { dispute: "n", act: "listened" } });
  await outbox.add({ form: "dispute", form_version: 1, record: "n", base_version: 1, values: { kind: { base: "threat", mine: "debt" } } });
  const one = received.dispute("n");
  same([one.kind, one.state, one.holder, one.is_ahead, one.steps.length], ["debt", "claimed", 7, true, 1]);
}

export async function a_change_of_a_part_is_seen_and_a_refused_one_is_not() {
  const { received, outbox } = await made();
  const follow_ups = [{ id: "f", version: 1, done_on: null, is_calm: null }];
  const parties = [{ id: "p", version: 1, role: "friend" }];
  await received.take(told({ full: true, disputes: [dispute("a", { follow_ups, parties })] }));
  const done = await outbox.add({ form: "follow_up_done", form_version: 1, record: "f", line: "a", base_version: 1, values: { done_on: { base: null, mine: "2026-11-22" } } });
  await outbox.add({ form: "party_removed", form_version: 1, record: "p", line: "a", base_version: 1, values: { is_gone: { base: null, mine: true } } });
  same([received.dispute("a").follow_ups[0].done_on, received.dispute("a").parties.length], ["2026-11-22", 0]);
  await outbox.receive([{ id: done.id, standing: "refused", problems: [], version: 1 }]);
  same(received.dispute("a").follow_ups[0].done_on, null);
}

export async function what_the_server_has_taken_in_is_no_longer_laid_over_it() {
  const { received, outbox, clock } = await made();
  await received.take(told({ full: true, disputes: [dispute("a")] }));
  const item = await outbox.add({ form: "step", form_version: 1, record: "s", line: "a", values: { dispute: "a" } });
  clock.at += 1000;
  await outbox.receive([{ id: item.id, standing: "applied", problems: [], version: 1 }]);
  same(received.dispute("a").is_ahead, true);
  clock.at += 1000;
  await received.take(told({ disputes: [dispute("a", { steps: [{ id: "s" }] })] }));
  same([received.dispute("a").is_ahead, received.dispute("a").steps.length], [undefined, 1]);
}

export async function what_was_received_is_not_altered_by_what_is_laid_over_it() {
  const { vault, received, outbox } = await made();
  await received.take(told({ full: true, disputes: [dispute("a")] }));
  await outbox.add({ form: "step", form_version: 1, record: "s", line: "a", values: { dispute: "a" } });
  received.disputes();
  same(vault.get("dispute", "a").steps, []);
}
