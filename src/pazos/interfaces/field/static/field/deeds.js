/** Filling one form in: its draft is on the phone with every answer, and leaves with the saved form. */

import { button, el, line, notice, screen } from "./dom.js";
import { answersOf, drawForm, editsOf, suspicions, whatBlocks } from "./form.js";
import { doAtOnce } from "./street.js";
import { StoreFull } from "./store.js";

const PAUSE = 150; // milliseconds after the last letter until the draft is written

/** Open a form: a new record, or with `base` and `base_version` a change of one. */
export function openForm(ctx, form, { record = crypto.randomUUID(), line: about = record, given = {}, values = {}, base = null, base_version = null, corrects = null } = {}) {
  const place = ctx.placeToday();
  const fields = ctx.forms()[form].fields;
  const start = base ? editable(fields, base) : place && fields.some((field) => field.name === "neighbourhood") ? { neighbourhood: place } : {};
  const draft = { id: crypto.randomUUID(), form, record, line: about, given, values: { ...start, ...values }, base: base && editable(fields, base), base_version, corrects, at: ctx.vault.time() };
  ctx.go("fill", { draft });
}

const editable = (fields, base) => Object.fromEntries(fields.filter((field) => field.editable && base[field.name] !== undefined).map(({ name }) => [name, base[name]]));

/** The screen of one form. */
export function fill(ctx, { draft: asked }) {
  const { say } = ctx;
  const draft = JSON.parse(JSON.stringify(ctx.vault.get("draft", asked.id) ?? asked));
  const described = ctx.forms()[draft.form];
  const form = { ...described, fields: described.fields.filter((field) => draft.base === null || field.editable) };
  const told = el("div", { role: "alert" });
  let timer = null;

  /** Write the draft; return whether everything on the screen is on the phone too. */
  async function keep() {
    clearTimeout(timer);
    if (timer === null) return !told.querySelector(".full");
    timer = null;
    const write = ctx.vault.write([["draft", draft.id, { ...draft, at: ctx.vault.time() }]]);
    const problem = await write.then(() => null, (why) => why);
    if (problem) told.replaceChildren(trouble(ctx, problem));
    else if (told.querySelector(".full")) told.replaceChildren();
    return !problem;
  }
  ctx.beforeLock = ctx.beforeHide = keep;

  const drawn = drawForm(form, {
    values: draft.values,
    given: draft.given,
    ctx,
    onChange() {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    },
  });

  async function save({ isSure = false } = {}) {
    const naming = ctx.naming();
    const problems = whatBlocks(form, draft.values, { today: ctx.today(), naming });
    if (problems.length) return showProblems(ctx, { problems, form, drawn, told });
    const telling = isSure ? [] : suspicions(form, draft.values, { naming, places: ctx.places().map((one) => one.name) });
    if (telling.length) return askSure(ctx, { telling, told, form, sure: () => save({ isSure: true }) });
    clearTimeout(timer);
    timer = null;
    return send(ctx, { draft, form, told });
  }

  return el("main", { class: "screen" },
    el("button", { type: "button", class: "back", onclick: () => keep().then(ctx.back) }, el("span", { "aria-hidden": "true" }, "‹ "), say("later")),
    el("h1", { tabindex: "-1" }, draft.given.deed ? say(`deed_${draft.given.deed}`) : ctx.said(form.title)),
    draft.line !== draft.record && aboutLine(ctx, draft),
    drawn.node, told,
    el("div", { class: "bottom" }, button(say("save"), () => save(), { class: "button main" })),
    el("details", { class: "quiet" }, el("summary", {}, say("throw_away")), line(say("throw_away_sure")), button(say("throw_away_yes"), () => throwAway(ctx, draft), { class: "button danger" })));
}

function aboutLine(ctx, draft) {
  const one = ctx.received.dispute(draft.line) ?? ctx.received.cases().find((found) => found.id === draft.line);
  return one ? el("p", { class: "lead" }, ctx.nameOf(one)) : null;
}

function showProblems(ctx, { problems, form, drawn, told }) {
  const label = (name) => ctx.said(form.fields.find((field) => field.name === name).label);
  const shown = problems.map((one) => ({ ...one, text: ctx.say(one.key, { ...one.facts, day: one.facts.day && ctx.day(one.facts.day) }) }));
  told.replaceChildren(notice("bad", line(ctx.say("not_saved", { count: shown.length })), el("ul", {}, shown.map((one) => el("li", {}, `${label(one.field)}: ${one.text}`)))));
  drawn.show(shown);
}

function askSure(ctx, { telling, told, form, sure }) {
  const { say } = ctx;
  const label = (name) => ctx.said(form.fields.find((field) => field.name === name).label);
  const box = notice("warn", line(say("telling")), el("ul", {}, telling.map((one) => el("li", {}, `${label(one.field)}: ${say(`telling_${one.telling}`, { text: one.text })}`))),
    el("div", { class: "two" }, button(say("telling_edit"), () => {
      told.replaceChildren();
      document.getElementById(`f-${telling[0].field}`)?.focus();
    }, { class: "button main" }), button(say("telling_keep"), sure)));
  told.replaceChildren(box);
  box.scrollIntoView({ block: "center" });
  box.querySelector("button").focus();
}

/** Put the form in the outbox and take its draft away, both or neither. */
async function send(ctx, { draft, form, told }) {
  const values = draft.base ? editsOf(form, { base: draft.base, values: draft.values }) : answersOf(form, draft.values);
  if (draft.base && !Object.keys(values).length) return throwAway(ctx, draft);
  const item = { form: draft.form, form_version: form.version, record: draft.record, base_version: draft.base_version, line: draft.line, values };
  try {
    await ctx.outbox.add(item, [["draft", draft.id]]);
  } catch (problem) {
    told.replaceChildren(trouble(ctx, problem));
    return told.scrollIntoView({ block: "center" });
  }
  if (draft.corrects) await ctx.outbox.read(draft.corrects);
  ctx.wakeLater?.();
  ctx.sync.soon();
  return ctx.go("done", { form: draft.form, record: draft.record, line: draft.line, isNew: draft.base === null }, { instead: true });
}

/** Say in plain words that something was not kept, and what to do; nothing that was written is taken off the screen. */
export function trouble(ctx, problem) {
  if (!(problem instanceof StoreFull)) console.error(problem);
  const key = problem instanceof StoreFull ? "phone_full" : "not_kept";
  const box = notice("bad", line(ctx.say(key)), line(ctx.say(`${key}_how`)));
  box.classList.add("full");
  box.setAttribute("role", "alert");
  return box;
}

async function throwAway(ctx, draft) {
  if (ctx.vault.get("draft", draft.id)) await ctx.vault.write([["draft", draft.id]]);
  ctx.beforeLock = ctx.beforeHide = async () => {};
  ctx.back();
}

/** Saved: where it is now, and what may come next. */
export function done(ctx, { form, record, line: about, isNew }) {
  const { say } = ctx;
  const one = ctx.received.dispute(about);
  const opens = form === "dispute" && isNew && one?.state === "alert";
  return screen({ title: say("saved") },
    notice("good", line(say(navigator.onLine ? "saved_online" : "saved_offline"))),
    opens && [line(say("claim_it")), button(say("deed_claim"), () => doAtOnce(ctx, one, "claim"), { class: "button main" })],
    one && button(say("see_dispute"), () => ctx.go("dispute", { id: one.id }, { instead: true })),
    form === "case_session" && button(say("tile_cases"), () => ctx.go("cases", {}, { instead: true })),
    form === "presence" && button(say("another"), () => openForm(ctx, "presence")),
    button(say("home"), ctx.goHome, { class: opens ? "button" : "button main" }));
}
