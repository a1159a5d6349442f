/**
 * What the server gave this phone, with what was written here laid over it.
 *
 * A gestor sees their own work at once, sent or not; what is not yet on the server says so. It must
 * never keep what the server says to forget, nor mix the work of two people on one phone.
 */

import { groupOf } from "./outbox.js";

const copy = (thing) => JSON.parse(JSON.stringify(thing));
const PARTS = { party: "parties", step: "steps", settlement: "settlements", follow_up: "follow_ups", link: "links" };
const STATE_AFTER = { claim: "claimed", take_over: "claimed", close: "closed", reopen: "alert" };

/** Make the view of what was received, over an open vault and its outbox. */
export function makeReceived({ vault, outbox, now = () => Date.now() }) {
  const about = () => vault.get("about", "about") ?? { cursor: 0, person: null, places: [], colleagues: [], clusters: [] };

  /** What was written here and is not yet in what the server gave. */
  function ahead() {
    const last = about().taken_at ?? 0;
    const isAhead = (item) => groupOf(item) !== "refused" && !(groupOf(item) === "sent" && item.sent_at < last);
    return outbox.all().filter((item) => item.values && isAhead(item));
  }

  function disputes() {
    const found = new Map(vault.all("dispute").map((one) => [one.id, copy(one)]));
    for (const item of ahead()) lay(found, item, about());
    return [...found.values()];
  }

  return {
    about,
    cursor: () => about().cursor,
    disputes,
    /** Whom this person accompanies; nothing that was written here changes what is known of them. */
    cases: () => vault.all("case").map(copy),
    dispute: (id) => disputes().find((one) => one.id === id),

    /** Whether an answer is meant for somebody else than the person whose work lies here. */
    isOfAnother: ({ person }) => Boolean(person && about().person && person.id !== about().person.id),

    /** Take an answer of the stream in, all of it or nothing. */
    async take(told) {
      const { cursor, person, clusters, places, colleagues, cut, activities = [], cases = [] } = told;
      const known = { cursor, person: person ?? about().person, clusters, places, colleagues, cut, activities, taken_at: now() };
      const given = { dispute: told.disputes, case: cases };
      const gone = new Set(told.forget);
      const old = (kind) => {
        const fresh = new Set(given[kind].map((one) => one.id));
        return vault.all(kind).filter((one) => !fresh.has(one.id) && (told.full || gone.has(one.id))).map((one) => [kind, one.id]);
      };
      const deeds = [
        ["about", "about", known],
        ...Object.entries(given).flatMap(([kind, many]) => many.map((one) => [kind, one.id, one])),
        ...Object.keys(given).flatMap(old),
      ];
      await vault.write(deeds);
    },
  };
}

/** Lay one sending over the disputes it belongs to. */
function lay(disputes, item, { person }) {
  const { form, record, values } = item;
  const dispute = disputes.get(form === "dispute" ? record : (values.dispute ?? item.line));
  if (form === "dispute" && item.base_version === null) {
    if (!dispute) disputes.set(record, opened(item));
  } else if (dispute) {
    dispute.is_ahead = true;
    if (form === "dispute") Object.assign(dispute, mine(values));
    else if (form === "turn") turn(dispute, values, person);
    else if (form in PARTS) add(dispute[PARTS[form]], item);
    else change(dispute, item);
  }
}

const mine = (values) => Object.fromEntries(Object.entries(values).map(([name, edit]) => [name, edit.mine]));

function opened({ record, values, written_at }) {
  const none = { parties: [], steps: [], settlements: [], follow_ups: [], links: [] };
  const empty = { sector: "", signs: [], risk: "", summary: "", outcome: "", holder: null, holder_name: "", offered_to: null };
  return { ...empty, ...none, ...values, id: record, version: 1, state: "alert", written_at, is_ahead: true, is_new: true };
}

function turn(dispute, { deed, to, outcome }, person) {
  if (deed === "offer") dispute.offered_to = to;
  else if (deed === "decline") dispute.offered_to = null;
  else dispute.state = STATE_AFTER[deed];
  if (["claim", "take_over"].includes(deed)) {
    Object.assign(dispute, { holder: person?.id ?? null, holder_name: person?.name ?? "", offered_to: null });
  }
  if (deed === "close") dispute.outcome = outcome;
}

function add(parts, { record, values }) {
  if (!parts.some((part) => part.id === record)) parts.push({ version: 1, ...values, id: record, is_ahead: true });
}

function change(dispute, { form, record, values }) {
  const [kind] = Object.keys(PARTS).filter((one) => form.startsWith(one)).sort((a, b) => b.length - a.length);
  const parts = dispute[PARTS[kind]] ?? [];
  const at = parts.findIndex((part) => part.id === record);
  if (at < 0) return;
  if (form === "party_removed") parts.splice(at, 1);
  else Object.assign(parts[at], mine(values), { is_ahead: true });
}
