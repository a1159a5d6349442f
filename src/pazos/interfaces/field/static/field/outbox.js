/**
 * What waits on this phone to be sent, what was sent, and what became of it.
 *
 * A sending is written once and never altered: a correction is a new sending. Its number is made
 * here, so that sending it twice does no harm; `after` names the one it builds on. It must never let
 * go of a sending without a receipt, nor of one with a receipt before the server calls it safe.
 */

export const MOST = 50; // sendings in one batch
const MOST_LETTERS = 200_000; // and their size: a slow line loses little when it breaks
const MOST_KEPT = 1000;
const DAY = 86_400_000;
const REMEMBERED = 30 * DAY; // how long the phone shows that something was refused

const RECEIVED = "applied";
const ENDED = new Set(["refused", "sent_back", "set_aside", "erased"]);

/** Where a sending stands for the person: "waiting", "stuck", "sent", "held" or "refused". */
export function groupOf(item) {
  if (item.state !== "sent") return item.state === "stuck" ? "stuck" : "waiting";
  if (item.standing === RECEIVED) return "sent";
  return ENDED.has(item.standing) ? "refused" : "held";
}

/** Make the outbox over an open vault. `newId` makes numbers, `now` is the phone's own clock. */
export function makeOutbox({ vault, newId, now = () => Date.now() }) {
  const all = () => vault.all("outbox").sort((a, b) => a.number - b.number);
  const unsent = () => all().filter((item) => item.state !== "sent");
  const isUrgent = (item) => item.form === "distress";

  async function write(changed, { also = [], gone = [] } = {}) {
    const ids = new Set([...changed.map((item) => item.id), ...gone]);
    const rest = unsent().filter((item) => !ids.has(item.id)).length;
    const waiting = rest + changed.filter((item) => item.state !== "sent").length;
    const deeds = [...changed.map((item) => ["outbox", item.id, item]), ...gone.map((id) => ["outbox", id])];
    await vault.write([...deeds, ...also], { waiting });
  }

  function change(ids, changes) {
    const known = ids.map((id) => vault.get("outbox", id)).filter(Boolean);
    return known.length ? write(known.map((item) => ({ ...item, ...changes(item) }))) : Promise.resolve();
  }

  const outbox = {
    all,
    unsent,
    group: (name) => all().filter((item) => groupOf(item) === name),

    /**
     * Put one filled-in form in the outbox, together with other deeds of the vault (its draft is taken away).
     * `line` is the dispute it is about, or the record itself.
     */
    async add({ form, form_version, record, base_version = null, values, line = record, at = now() }, also = []) {
      // What becomes of a dispute builds on all that was written of it before; the rest on its own record.
      const isBefore = (item) => (form === "turn" ? item.line === line : item.record === record);
      const before = all().filter((item) => isBefore(item) && groupOf(item) !== "refused").at(-1);
      const item = {
        id: newId(),
        form,
        form_version,
        record,
        base_version,
        after: before?.id ?? null,
        written_at: new Date(at).toISOString(),
        values,
        line,
        number: (all().at(-1)?.number ?? 0) + 1,
        state: "waiting",
        standing: null,
        problems: [],
        version: null,
        sent_at: null,
      };
      await write([item], { also });
      return item;
    },

    /** Return the next sendings to send, calls for help first, else in the order in which they were written. */
    batch({ most = MOST, but = new Set() } = {}) {
      const waiting = unsent().filter((item) => !but.has(item.id));
      const chosen = [];
      let letters = 0;
      for (const item of [...waiting.filter(isUrgent), ...waiting.filter((one) => !isUrgent(one))]) {
        letters += JSON.stringify(item.values).length + 300;
        if (chosen.length === most || (chosen.length && letters > MOST_LETTERS)) break;
        chosen.push(item);
      }
      return chosen;
    },

    /** The numbers of what has its receipt and is not yet called safe. */
    kept: () => all().filter((item) => item.state === "sent" && item.values).map((item) => item.id).slice(0, MOST_KEPT),

    /** Note the server's receipts; from here on these need not be sent again. */
    receive(receipts) {
      const by = new Map(receipts.map((one) => [one.id, one]));
      return change([...by.keys()], (item) => {
        const { standing, problems, version } = by.get(item.id);
        const erased = standing === "erased" ? { values: null } : {};
        return { state: "sent", standing, problems, version, sent_at: item.sent_at ?? now(), ...erased };
      });
    },

    /** The server lost these (it was restored from a backup): they are sent again, as they were. */
    sendAgain: (ids) =>
      change(ids.filter((id) => vault.get("outbox", id)?.values), () => ({ state: "waiting", standing: null })),

    /** The server cannot read these one by one: they stay here, shown, and are tried again when somebody asks. */
    stick: (ids, why) => change(ids, () => ({ state: "stuck", problems: why })),

    /** What was stuck is tried again. */
    loosen: () => change(outbox.group("stuck").map((item) => item.id), () => ({ state: "waiting" })),

    /** The server has these for good: what they say is forgotten, and what was refused is remembered as refused. */
    async forgetSafe(ids) {
      const safe = ids.map((id) => vault.get("outbox", id)).filter((item) => item?.state === "sent");
      const shown = safe.filter((item) => groupOf(item) !== "sent");
      const old = all().filter((item) => item.state === "sent" && !item.values && now() - item.sent_at > REMEMBERED);
      const gone = [...safe.filter((item) => groupOf(item) === "sent"), ...old].map((item) => item.id);
      await write(shown.map((item) => ({ ...item, values: null })), { gone });
    },

    /** Somebody read that a sending was refused; once the server has it for good it need not be shown again. */
    read: (id) => {
      const item = vault.get("outbox", id);
      return item && !item.values ? write([], { gone: [id] }) : change([id], () => ({ is_read: true }));
    },
  };
  return outbox;
}
