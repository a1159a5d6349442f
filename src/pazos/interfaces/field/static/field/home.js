/** Home, the call for help, and what waits, was sent or was refused. */

import { button, el, line, notice, part, rows, screen } from "./dom.js";
import { openForm } from "./deeds.js";
import { dueSoon } from "./street.js";
import { dueCases } from "./cases.js";
import { dayOf } from "./form.js";
import { groupOf } from "./outbox.js";
import { SOON } from "./sync.js";
import { ENTER } from "./unlock.js";

const HOLD = 2000;

/**
 * The button that calls for help after two seconds of holding, so that no pocket presses it.
 * A short press, or a reader that cannot hold, is asked once more in words.
 */
export function holdButton(ctx, call) {
  const { say } = ctx;
  const asked = el("div", { class: "asked", role: "alert" });
  let timer = null;
  let isCalled = false;
  const node = el("button", { type: "button", class: "hold" }, el("span", { class: "hold-name" }, say("help")), el("span", { class: "hold-how" }, say("help_hold")));
  const begin = () => {
    if (timer !== null) return;
    isCalled = false;
    node.classList.add("held");
    timer = setTimeout(() => {
      end();
      isCalled = true;
      navigator.vibrate?.(200);
      call();
    }, HOLD);
  };
  const end = () => {
    clearTimeout(timer);
    timer = null;
    node.classList.remove("held");
  };
  const ask = () => {
    if (!isCalled) asked.replaceChildren(line(say("help_sure")), el("div", { class: "two" },
      button(say("help_yes"), call, { class: "button danger" }), button(say("help_no"), () => asked.replaceChildren())));
  };
  node.addEventListener("pointerdown", begin);
  for (const what of ["pointerup", "pointerleave", "pointercancel", "blur"]) node.addEventListener(what, end);
  node.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && begin());
  node.addEventListener("keyup", end);
  node.addEventListener("contextmenu", (event) => event.preventDefault());
  node.addEventListener("click", ask);
  return el("div", { class: "holder" }, asked, node);
}

/** The tiles. */
export function home(ctx) {
  const { say } = ctx;
  if (!ctx.forms()) return waitingForForms(ctx);
  const disputes = ctx.received.disputes();
  const me = ctx.received.about().person?.id;
  const open = disputes.filter((one) => one.state !== "closed");
  const mine = open.filter((one) => one.holder === me).length;
  const alerts = open.filter((one) => one.state === "alert" || one.offered_to === me).length;
  const due = dueSoon(ctx).filter((one) => one.due_on <= ctx.today()).length;
  const forms = ctx.forms();
  const met = dueCases(ctx);
  const tile = (key, onclick, count) =>
    el("button", { type: "button", class: `tile ${key}`, onclick }, el("span", { class: "tile-name" }, say(`tile_${key}`)), count ? el("span", { class: "tile-count" }, count) : null);
  return screen({ title: say("home") },
    ctx.expires() - ctx.vault.time() < SOON && notice("warn", line(say("over_soon", { day: ctx.day(dayOf(ctx.expires())) })), signIn(ctx)),
    ctx.vault.damaged ? notice("bad", line(say("damaged", { count: ctx.vault.damaged }))) : null,
    causeNotice(ctx),
    refusedNotice(ctx),
    drafts(ctx),
    placeToday(ctx),
    el("div", { class: "tiles" },
      forms.case_session && tile("cases", () => ctx.go("cases"), met ? say("tile_due_count", { count: met }) : null),
      forms.attendance && forms.case_session && tile("attendance", () => openForm(ctx, "attendance", { values: { on: ctx.today() } })),
      forms.dispute && tile("new", () => openForm(ctx, "dispute")),
      forms.presence && tile("presence", () => openForm(ctx, "presence")),
      forms.dispute && tile("disputes", () => ctx.go("disputes"), mine || alerts ? say("tile_disputes_count", { mine, alerts }) : null),
      forms.dispute && tile("due", () => ctx.go("due"), due ? say("tile_due_count", { count: due }) : null),
      forms.wellbeing && tile("wellbeing", () => openForm(ctx, "wellbeing")),
      forms.incident && tile("incident", () => openForm(ctx, "incident")),
      forms.referral && tile("referral", () => openForm(ctx, "referral", { values: { agreed_on: ctx.today(), ...(forms.dispute ? { origin: "gestor" } : {}) } }))),
    forms.distress && holdButton(ctx, async () => {
      await ctx.callForHelp();
      ctx.draw();
    }),
    el("div", { class: "two" }, button(say("about"), () => ctx.showAbout(true)), button(say("settings"), () => ctx.go("settings"))));
}

function waitingForForms(ctx) {
  const { cause } = ctx.sync.standing();
  return screen({ title: "Pazos" }, cause ? notice("warn", line(ctx.say(`cause_${cause}`))) : line(ctx.say("fetching")),
    button(ctx.say("try_again"), () => ctx.sync.now(), { class: "button main" }),
    button(ctx.say("settings"), () => ctx.go("settings")));
}

function causeNotice(ctx) {
  const { cause } = ctx.sync.standing();
  if (!["sign_in", "phone_full", "other_person"].includes(cause)) return null;
  return notice("bad", line(ctx.say(`cause_${cause}`)), cause === "sign_in" && signIn(ctx));
}

const signIn = (ctx) => el("a", { class: "button", href: ENTER }, ctx.say("sign_in"));

function refusedNotice(ctx) {
  const count = ctx.outbox.group("refused").filter((item) => !item.is_read).length + ctx.outbox.group("stuck").length;
  return count ? notice("bad", line(ctx.say("some_refused", { count })), button(ctx.say("see_why"), () => ctx.go("out"))) : null;
}

function drafts(ctx) {
  const found = ctx.vault.all("draft").filter((draft) => ctx.forms()[draft.form]);
  if (!found.length) return null;
  return part(ctx.say("drafts"), rows(found.map((draft) => ({
    name: ctx.said(ctx.forms()[draft.form].title),
    about: ctx.say("draft_from", { hour: ctx.hour(draft.at) }),
    onclick: () => ctx.go("fill", { draft }),
  }))));
}

/** Where the person says they are today: it fills the forms in beforehand and goes with a call for help. */
function placeToday(ctx) {
  const { say } = ctx;
  const places = ctx.places();
  if (!places.length || !ctx.forms().dispute) return null;
  const chosen = ctx.placeToday();
  const node = el("select", { id: "today", class: "list", onchange: () => ctx.keep(ctx.vault.write([["phone", "today", { place: node.value || null, day: ctx.today() }]])) },
    el("option", { value: "" }, say("not_said")), places.map((one) => el("option", { value: one.code, selected: one.code === chosen }, one.name)));
  return el("div", { class: "today" }, el("label", { for: "today" }, say("today_in")), node);
}

/** What became of a call for help: nobody may think it was heard while it was not. */
export function help(ctx, { id }) {
  const { say } = ctx;
  const item = ctx.vault.get("outbox", id);
  const heard = !item || groupOf(item) !== "waiting";
  const told = heard
    ? notice("good", line(say("help_heard")))
    : notice("bad", el("p", { class: "lead" }, say("help_not_yet")), line(say("help_meanwhile")));
  return screen({ title: say("help_title"), back: ctx.goHome, backText: say("home") }, told,
    !heard && button(say("send_now"), () => ctx.sync.urgent(), { class: "button main" }));
}

/** The outbox: only here; arrived and looked at; arrived and not kept; arrived. */
export function sending(ctx) {
  const { say, outbox } = ctx;
  const groups = { waiting: outbox.group("waiting"), stuck: outbox.group("stuck"), refused: outbox.group("refused").filter((item) => !item.is_read), held: outbox.group("held"), sent: outbox.group("sent") };
  const unsent = groups.waiting.length + groups.stuck.length;
  const lines = new Map([...ctx.received.disputes(), ...ctx.received.cases()].map((one) => [one.id, one]));
  const drawn = Object.entries(groups).filter(([, items]) => items.length).map(([name, items]) =>
    part(`${say(`group_${name}`)} (${items.length})`, line(say(`group_${name}_about`)), el("ul", { class: `items ${name}` }, items.map((item) => itemRow(ctx, item, { group: name, about: lines.get(item.line) })))));
  return screen({ title: say("out"), back: ctx.goHome, backText: say("home") },
    why(ctx, unsent),
    unsent || ctx.sync.standing().cause ? button(say("send_now"), () => ctx.sync.now(), { class: "button main" }) : null,
    drawn.length ? drawn : line(say("out_empty")));
}

function why(ctx, unsent) {
  const { say } = ctx;
  const { doing, cause, next_at, last_at } = ctx.sync.standing();
  const shown = navigator.onLine ? cause : "no_signal";
  const lines = [];
  if (doing !== "nothing") lines.push(say("sending"));
  else if (shown) lines.push(say(`cause_${shown}`));
  if (unsent && next_at && doing === "nothing") lines.push(say("next_try", { hour: ctx.hour(next_at) }));
  if (last_at) lines.push(say("last_time", { hour: ctx.hour(last_at) }));
  return lines.length ? notice(shown && doing === "nothing" ? "warn" : "info", lines.map((text) => line(text))) : null;
}

function itemRow(ctx, item, { group, about }) {
  const { say } = ctx;
  const form = ctx.forms()?.[item.form];
  const deed = item.values?.deed;
  const name = deed ? ctx.labelOf("turn", "deed", deed) : form ? ctx.said(form.title) : item.form;
  const problems = item.problems.map((one) => el("li", {}, one.cause ? say(`cause_${one.cause}`) : ctx.said(one)));
  return el("li", { class: "item" }, el("strong", {}, name), el("span", { class: "row-about" }, ` ${ctx.day(item.written_at.slice(0, 10))} ${ctx.hour(item.written_at)}`),
    about && el("span", { class: "row-about" }, ctx.nameOf(about)),
    group === "held" && line(say(`standing_${item.standing}`)),
    problems.length ? el("ul", {}, problems) : null,
    group === "refused" && el("div", { class: "two" },
      item.values && item.base_version === null && item.form !== "turn" && button(say("correct"), () => openForm(ctx, item.form, { record: item.record, line: item.line, given: givenOf(item), values: item.values, corrects: item.id })),
      button(say("understood"), async () => {
        await ctx.outbox.read(item.id);
        ctx.draw({ keep: true });
      })));
}

const givenOf = ({ values }) => Object.fromEntries(Object.entries(values).filter(([name]) => ["dispute", "deed", "case"].includes(name)));
