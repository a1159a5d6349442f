/** Disputes: mine, offered, those nobody has taken, and the rest of the cluster's; one dispute; the days to go back. */

import { openForm } from "./deeds.js";
import { dayAfter } from "./form.js";
import { button, el, line, part, rows, screen } from "./dom.js";

const SOON = 7;

/** The follow-ups of the next days that are this person's: given to them, or of a dispute they hold. */
export function dueSoon(ctx) {
  const me = ctx.received.about().person?.id;
  const until = dayAfter(ctx.today(), SOON);
  const isMine = (one, dispute) => (one.assigned_to ?? dispute.holder) === me;
  return ctx.received.disputes().filter((dispute) => dispute.state !== "closed")
    .flatMap((dispute) => dispute.follow_ups.filter((one) => !one.done_on && !one.dropped && one.due_on <= until && isMine(one, dispute)).map((one) => ({ ...one, dispute })))
    .sort((a, b) => a.due_on.localeCompare(b.due_on));
}

/** The days to go back. */
export function due(ctx) {
  const { say } = ctx;
  const found = dueSoon(ctx);
  const about = (one) => `${dayText(ctx, one.due_on)} · ${ctx.placeName(one.dispute.neighbourhood)}`;
  return screen({ title: say("tile_due"), back: ctx.back, backText: say("back") },
    found.length
      ? rows(found.map((one) => ({ name: ctx.labelOf("follow_up", "occasion", one.occasion), about: about(one), mark: aheadMark(ctx, one), onclick: () => goBack(ctx, one) })))
      : line(say("due_none")));
}

function dayText(ctx, day) {
  const today = ctx.today();
  if (day < today) return ctx.say("late", { day: ctx.day(day) });
  return day === today ? ctx.say("day_0") : ctx.day(day);
}

const goBack = (ctx, one) =>
  openForm(ctx, "follow_up_done", { record: one.id, line: one.dispute.id, base: one, base_version: one.version, values: { done_on: ctx.today() } });

const aheadMark = (ctx, one) => one.is_ahead && el("span", { class: "mark" }, ctx.say("unsent"));

function riskMark(ctx, { risk }) {
  return risk ? el("span", { class: `risk risk-${risk}` }, ctx.say("risk", { risk: ctx.labelOf("dispute", "risk", risk) })) : null;
}

/** All disputes in reach, by what they ask of this person. */
export function disputes(ctx) {
  const { say } = ctx;
  const me = ctx.received.about().person?.id;
  const all = ctx.received.disputes().sort((a, b) => Number(b.risk || 0) - Number(a.risk || 0) || a.began_on.localeCompare(b.began_on));
  const groups = { offered: [], mine: [], alert: [], cluster: [], closed: [] };
  for (const one of all) groups[groupFor(one, me)].push(one);
  const row = (one) => ({
    name: ctx.labelOf("dispute", "kind", one.kind),
    about: `${ctx.placeName(one.neighbourhood)} · ${ctx.day(one.began_on)} · ${say(`state_${one.state}`)}`,
    mark: [riskMark(ctx, one), aheadMark(ctx, one)],
    onclick: () => ctx.go("dispute", { id: one.id }),
  });
  const drawn = Object.entries(groups).filter(([, found]) => found.length).map(([name, found]) => part(`${say(`disputes_${name}`)} (${found.length})`, rows(found.map(row))));
  const { cut } = ctx.received.about();
  return screen({ title: say("tile_disputes"), back: ctx.goHome, backText: say("home") },
    button(say("tile_new"), () => openForm(ctx, "dispute"), { class: "button main" }),
    drawn.length ? drawn : line(say("disputes_none")), cut ? line(say("disputes_cut", { count: cut })) : null);
}

function groupFor(one, me) {
  if (one.state === "closed") return "closed";
  if (one.offered_to !== null && one.offered_to === me) return "offered";
  if (one.holder !== null && one.holder === me) return "mine";
  return one.state === "alert" ? "alert" : "cluster";
}

/** One dispute: what is known, what was done, and what may be done now. */
export function dispute(ctx, { id }) {
  const { say } = ctx;
  const one = ctx.received.dispute(id);
  if (!one) return screen({ title: say("tile_disputes"), back: ctx.back, backText: say("back") }, line(say("dispute_gone")));
  const label = (name) => ctx.labelOf("dispute", name, one[name]);
  const facts = [
    [say("state"), say(`state_${one.state}`)],
    [say("holder"), one.holder_name || say("nobody")],
    [say("where"), [ctx.placeName(one.neighbourhood), one.sector].filter(Boolean).join(" · ")],
    [say("since"), `${ctx.day(one.began_on)} · ${label("shift")}`],
    [say("heard"), label("heard")],
    [say("signs"), one.signs.map((code) => ctx.labelOf("dispute", "signs", code)).join("; ")],
    [say("outcome"), one.outcome && ctx.labelOf("turn", "outcome", one.outcome)],
  ];
  return screen({ title: label("kind"), back: ctx.back, backText: say("back") },
    el("p", { class: "marks" }, riskMark(ctx, one), aheadMark(ctx, one)),
    one.summary && el("p", { class: "summary" }, one.summary),
    el("dl", { class: "facts" }, facts.filter(([, text]) => text).map(([name, text]) => [el("dt", {}, name), el("dd", {}, text)])),
    el("div", { class: "deeds" }, deedsOf(ctx, one)),
    steps(ctx, one), settlements(ctx, one), parties(ctx, one), followUps(ctx, one), links(ctx, one));
}

/** The buttons of what may be done now; the server decides again. */
function deedsOf(ctx, one) {
  const { say } = ctx;
  const me = ctx.received.about().person?.id;
  const given = { dispute: one.id };
  const press = (key, form, more = {}, kind = "") => button(say(key), () => openForm(ctx, form, { line: one.id, given, ...more }), { class: `button ${kind}` });
  const turn = (deed, kind) => press(`deed_${deed}`, "turn", { given: { ...given, deed } }, kind);
  const atOnce = (deed) => button(say(`deed_${deed}`), () => doAtOnce(ctx, one, deed), { class: "button main" });
  if (one.state === "closed") return [turn("reopen"), press("add_link", "link")];
  const isMine = one.holder === me;
  return [
    one.state === "alert" && atOnce("claim"),
    one.offered_to === me && [atOnce("take_over"), turn("decline")],
    press("add_step", "step", {}, isMine ? "main" : ""),
    press("add_settlement", "settlement"),
    press("add_follow_up", "follow_up"),
    press("add_party", "party"),
    press("add_link", "link"),
    button(say("change"), () => openForm(ctx, "dispute", { record: one.id, line: one.id, base: one, base_version: one.version })),
    isMine && [turn("offer"), turn("close")],
  ];
}

/** Claim or take over: one press, and it is in the outbox. */
export const doAtOnce = (ctx, one, deed) =>
  ctx.keep(ctx.outbox.add({ form: "turn", form_version: ctx.forms().turn.version, record: crypto.randomUUID(), line: one.id, values: { dispute: one.id, deed } }));

function steps(ctx, one) {
  if (!one.steps.length) return null;
  return part(ctx.say("steps"), el("ul", { class: "items" }, one.steps.map((step) => el("li", { class: "item" },
    el("strong", {}, ctx.labelOf("step", "act", step.act)), el("span", { class: "row-about" }, ` ${ctx.day(step.done_on)} · ${ctx.labelOf("step", "shift", step.shift)}${step.by ? ` · ${step.by}` : ""}`),
    aheadMark(ctx, step), step.note && line(step.note)))));
}

function settlements(ctx, one) {
  if (!one.settlements.length) return null;
  const judge = (found) => openForm(ctx, "settlement_judged", { record: found.id, line: one.id, base: found, base_version: found.version, values: { judged_on: ctx.today() } });
  return part(ctx.say("settlements"), el("ul", { class: "items" }, one.settlements.map((found) => el("li", { class: "item" },
    el("strong", {}, found.terms.map((code) => ctx.labelOf("settlement", "terms", code)).join("; ")),
    el("span", { class: "row-about" }, ` ${ctx.day(found.agreed_on)} · ${ctx.labelOf("settlement", "keeper", found.keeper)}`),
    aheadMark(ctx, found), found.note && line(found.note),
    typeof found.held === "boolean" ? line(ctx.say(found.held ? "it_held" : "it_broke")) : button(ctx.say("judge"), () => judge(found))))));
}

function parties(ctx, one) {
  if (!one.parties.length) return null;
  const text = (found) => [ctx.labelOf("party", "role", found.role), found.age_band && ctx.labelOf("party", "age_band", found.age_band), found.people > 1 && ctx.say("people", { count: found.people })].filter(Boolean).join(" · ");
  const takeOut = (found) => openForm(ctx, "party_removed", { record: found.id, line: one.id, base: found, base_version: found.version });
  return part(ctx.say("parties"), el("ul", { class: "items" }, one.parties.map((found) => el("li", { class: "item side-by-side" },
    el("span", {}, text(found)), aheadMark(ctx, found) || button(ctx.say("remove"), () => takeOut(found), { class: "button small", "aria-label": `${ctx.say("remove")}: ${text(found)}` })))));
}

function followUps(ctx, one) {
  const open = one.follow_ups.filter((found) => !found.done_on && !found.dropped).map((found) => ({ ...found, dispute: one }));
  if (!open.length) return null;
  return part(ctx.say("follow_ups"), rows(open.map((found) => ({ name: ctx.labelOf("follow_up", "occasion", found.occasion), about: dayText(ctx, found.due_on), mark: aheadMark(ctx, found), onclick: () => goBack(ctx, found) }))));
}

function links(ctx, one) {
  if (!one.links.length) return null;
  const row = (found) => {
    const other = ctx.received.dispute(found.other);
    return { name: ctx.labelOf("link", "tie", found.tie), about: other ? ctx.nameOf(other) : ctx.say("out_of_reach"), mark: aheadMark(ctx, found), onclick: () => other && ctx.go("dispute", { id: other.id }) };
  };
  return part(ctx.say("links"), rows(one.links.map(row)));
}
