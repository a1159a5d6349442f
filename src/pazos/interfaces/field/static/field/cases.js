/**
 * Whom one accompanies, as far as a phone may know: first letters, the next day, whether it is permitted.
 *
 * It must never show a note, a state of somebody, or a case of another pair: none of that is given here.
 */

import { openForm } from "./deeds.js";
import { button, line, notice, rows, screen } from "./dom.js";

/** The cases in the order in which they are met next; those without a day come last. */
const inOrder = (ctx) => ctx.received.cases().sort((a, b) => (a.next_on ?? "9").localeCompare(b.next_on ?? "9") || a.called.localeCompare(b.called));

/** How many are to be met by today. */
export const dueCases = (ctx) => ctx.received.cases().filter((one) => one.next_on && one.next_on <= ctx.today()).length;

export function cases(ctx) {
  const { say } = ctx;
  const found = inOrder(ctx);
  const about = (one) => [one.next_on ? say("case_next", { day: ctx.day(one.next_on) }) : say("case_no_day"), say(`permission_${one.permission}`)].join(" · ");
  return screen({ title: say("tile_cases"), back: ctx.goHome, backText: say("home") },
    found.length
      ? rows(found.map((one) => ({ name: one.called, about: about(one), onclick: () => ctx.go("one_case", { id: one.id }) })))
      : line(say("cases_none")));
}

/** One of them, and what may be written. */
export function oneCase(ctx, { id }) {
  const { say } = ctx;
  const one = ctx.received.cases().find((found) => found.id === id);
  if (!one) return screen({ title: say("tile_cases"), back: ctx.goHome, backText: say("home") }, line(say("case_gone")));
  const write = (values) => openForm(ctx, "case_session", { line: one.id, given: { case: one.id }, values });
  const isPermitted = one.permission !== "none";
  return screen({ title: one.called, back: ctx.back, backText: say("back"), lead: one.next_on ? say("case_next", { day: ctx.day(one.next_on) }) : say("case_no_day") },
    isPermitted ? notice(one.permission === "holds" ? "good" : "warn", line(say(`permission_${one.permission}`))) : notice("bad", line(say("permission_none")), line(say("permission_none_how"))),
    isPermitted && button(say("write_met"), () => write({ came: "met", on: ctx.today() }), { class: "button main" }),
    isPermitted && button(say("write_not_met"), () => write({ came: "absent", on: ctx.today() })));
}
