/**
 * The phone's page: puts the modules together, and says which screen is shown.
 *
 * It must never show anything of the vault while that is closed, nor leave a trace of what was open
 * in the address or the history of the browser.
 */

import { about, askForKey, over, setUp, unlock } from "./unlock.js";
import { help, home, sending } from "./home.js";
import { dispute, disputes, due } from "./street.js";
import { cases, oneCase } from "./cases.js";
import { done, fill, trouble } from "./deeds.js";
import { settings } from "./settings.js";
import { button, el, line, notice, screen } from "./dom.js";
import { dayOf } from "./form.js";
import { makeIdle } from "./idle.js";
import { makeNaming } from "./naming.js";
import { makeOutbox } from "./outbox.js";
import { makeReceived } from "./received.js";
import { openStore } from "./store.js";
import { makeSync } from "./sync.js";
import { makeVault } from "./vault.js";
import { LANGUAGES, wording } from "./words.js";

const SCREENS = { home, help, out: sending, disputes, dispute, due, cases, one_case: oneCase, fill, done, settings };
const LIVE = new Set(["home", "out", "help", "disputes", "dispute", "due", "cases", "one_case"]);
const LATELY = 10 * 60_000;
const LOOK = { language: "es", light: "auto", minutes: 5 };

const root = document.getElementById("app");
const night = matchMedia("(prefers-color-scheme: dark)");
const spoken = el("p", { class: "spoken", role: "status" });
const ctx = { look: { ...LOOK, ...readLook() }, update: null, note: null, pressedAt: null, beforeLock: async () => {} };
let stack = [{ name: "home", args: {} }];
let shownAs = null;
let naming = null;
let drawing = 0;
let isClaimed = false;

function readLook() {
  try {
    return JSON.parse(localStorage.getItem("look")) ?? {};
  } catch {
    return {};
  }
}

const shown = (at, how) => new Date(at).toLocaleString(ctx.look.language === "es" ? "es-CO" : "en-GB", how);

Object.assign(ctx, {
  languages: LANGUAGES,
  say: (key, facts) => wording(ctx.look.language, key, facts),
  said: (text) => text[ctx.look.language] ?? text.es,
  day: (iso) => shown(`${iso}T00:00:00Z`, { day: "numeric", month: "short", timeZone: "UTC" }),
  hour: (at) => shown(at, { hour: "2-digit", minute: "2-digit" }),
  today: () => dayOf(ctx.vault.time()),

  /** Change how the page looks; only this is kept in the clear. */
  setLook(changes) {
    Object.assign(ctx.look, changes);
    localStorage.setItem("look", JSON.stringify(ctx.look));
    dress();
    draw({ keep: true });
  },

  go(name, args = {}, { instead = false } = {}) {
    if (instead) stack.pop();
    stack.push({ name, args });
    // The history holds numbers only: what was open stands nowhere but in memory.
    history[instead ? "replaceState" : "pushState"]({ depth: stack.length }, "");
    draw();
  },

  draw: (how) => draw(how),

  /** What may be shown to anybody is shown only when nothing else can be: the phone is closed first. */
  async showAbout(isShown) {
    ctx.isAbout = isShown;
    if (ctx.vault.isOpen) await ctx.lock();
    draw();
  },

  /** Write something that needs no form and send it; what could not be kept is said on top of the screen. */
  async keep(work) {
    const problem = await work.then(() => null, (why) => why);
    if (problem) {
      root.querySelector("main").prepend(trouble(ctx, problem));
      window.scrollTo(0, 0);
    } else draw({ keep: true });
    ctx.wakeLater?.();
    ctx.sync.soon();
  },

  expires: () => ctx.vault.known().expires,

  goHome() {
    stack = [{ name: "home", args: {} }];
    history.pushState({ depth: 1 }, "");
    draw();
  },

  back: () => history.back(),

  /** Close with the PIN; what is being written is on the phone before the key is forgotten. */
  async lock() {
    // What a full phone could not keep stands only on the screen: it is not wiped off at once.
    if ((await ctx.beforeLock()) === false && !idle.isLong()) return;
    await ctx.vault.settled();
    ctx.sync.stop();
    ctx.vault.close();
    takeUpdate();
    draw();
  },

  /** Take everything off this phone and say why. */
  async empty(why) {
    ctx.sync.stop();
    await ctx.vault.empty();
    stack = [{ name: "home", args: {} }];
    ctx.note = why;
    draw();
  },

  /** The vault was opened: from here on this window works, and no other. */
  async opened() {
    claimWindow();
    idle.touch();
    if (!naming) takeNaming();
    const pressed = ctx.pressedAt;
    ctx.pressedAt = null;
    // What was pressed long before the PIN came is no call any more.
    if (pressed !== null && ctx.vault.time() - pressed < LATELY) await ctx.callForHelp(pressed);
    draw();
    ctx.sync.now();
  },

  forms: () => ctx.vault.get("forms", "forms")?.forms ?? null,
  places: () => ctx.received.about().places,
  colleagues: () => ctx.received.about().colleagues.filter((one) => one.id !== ctx.received.about().person?.id),
  records: (field, values) => (field.of === "case" ? ctx.received.cases() : ctx.received.disputes().filter((one) => one.id !== values.dispute)),
  activities: () => ctx.received.about().activities ?? [],
  placeName: (code) => ctx.places().find((one) => one.code === code)?.name ?? code,
  labelOf(form, name, code) {
    const field = ctx.forms()?.[form]?.fields.find((one) => one.name === name);
    const option = field?.options.find((one) => one.code === String(code));
    return option ? ctx.said(option) : String(code);
  },
  nameOf: (one) => one.called ?? `${ctx.labelOf("dispute", "kind", one.kind)} · ${ctx.placeName(one.neighbourhood)} · ${ctx.day(one.began_on)}`,

  naming: () => naming,

  /** Call for help: it goes before everything else, also while something else is being sent. */
  async callForHelp(at = ctx.vault.time()) {
    const place = ctx.placeToday();
    const item = await ctx.outbox.add({
      form: "distress",
      form_version: ctx.forms()?.distress?.version ?? 1,
      record: crypto.randomUUID(),
      values: place ? { neighbourhood: place } : {},
      at,
    });
    stack.push({ name: "help", args: { id: item.id } });
    ctx.sync.urgent();
  },

  /** The neighbourhood the person said they are in today; the phone itself is never asked. */
  placeToday() {
    const said = ctx.vault.get("phone", "today");
    return said?.day === ctx.today() ? said.place : null;
  },
});

/** Draw the screen that is due; with `keep` the same one again, in its place. */
async function draw({ keep = false } = {}) {
  const turn = (drawing += 1);
  ctx.beforeLock = ctx.beforeHide = async () => {};
  const { name, node } = await screenNow();
  if (turn !== drawing) return null; // something else is due by now
  const old = root.querySelector("main");
  if (keep && name === shownAs && old) return inPlace(old, node);
  shownAs = name;
  root.replaceChildren(...[synthetic(), strip(), node, spoken].filter(Boolean));
  window.scrollTo(0, 0);
  return node.querySelector("h1")?.focus({ preventScroll: true });
}

async function screenNow() {
  if (ctx.isAbout) return { name: "about", node: about(ctx) };
  const state = await ctx.vault.state();
  if (state === "none") return { name: "set_up", node: setUp(ctx) };
  if (state === "over") return { name: "over", node: await over(ctx) };
  if (state === "locked") return { name: "unlock", node: unlock(ctx, await ctx.vault.facts()) };
  const { name, args } = stack.at(-1);
  try {
    return { name, node: SCREENS[name](ctx, args) };
  } catch (problem) {
    console.error(problem);
    return { name: "failed", node: failed() };
  }
}

/** One screen that cannot be drawn must not shut the others in. */
const failed = () => screen({ title: "Pazos" }, notice("bad", line(ctx.say("screen_failed"))),
  button(ctx.say("home"), ctx.goHome, { class: "button main" }), button(ctx.say("settings"), () => ctx.go("settings")));

function synthetic() {
  return document.documentElement.dataset.synthetic ? el("aside", { class: "synthetic" }, ctx.say("synthetic")) : null;
}

/** One line on every open screen: what is not sent, and why. */
function strip() {
  if (!ctx.vault?.isOpen || ctx.isAbout) return null;
  const unsent = ctx.outbox.unsent().length;
  const { doing, cause, last_at } = ctx.sync.standing();
  const away = navigator.onLine ? cause : "no_signal";
  const kind = !unsent ? "sent" : doing === "nothing" ? "unsent" : "sending";
  const short = ["no_signal", "no_answer"].includes(away) ? away : "other";
  const why = away ? ctx.say(`short_${short}`) : last_at && ctx.hour(last_at);
  const full = [ctx.say(`strip_${kind}`, { count: unsent }), kind !== "sending" && why].filter(Boolean).join(" · ");
  const sign = { sending: "↻", unsent: "●", sent: "✓" }[kind];
  return el("nav", { class: `strip ${kind}`, "aria-label": ctx.say("strip_label") },
    el("button", { type: "button", onclick: () => ctx.go("out") }, el("span", { "aria-hidden": "true" }, sign), " ", full),
    el("button", { type: "button", class: "lock", onclick: ctx.lock }, ctx.say("lock_now")));
}

/** Something changed behind the screen: lists are drawn again at the end of a run, what is being written never. */
function changed({ doing } = ctx.sync.standing()) {
  const old = root.querySelector(".strip");
  const fresh = strip();
  if (old && fresh) {
    if (old.className !== fresh.className) spoken.textContent = fresh.firstChild.textContent;
    inPlace(old, fresh);
  }
  // A finger that is down, a question that stands open: nothing is exchanged under it.
  const isBusy = root.querySelector(".held, .asked *, select:focus");
  if (doing === "nothing" && LIVE.has(shownAs) && !isBusy) draw({ keep: true });
}

/** Exchange a piece of the page and leave the focus where it was. */
function inPlace(old, fresh) {
  const buttons = (node) => [...node.querySelectorAll("button, select, input, a, summary")];
  const at = buttons(old).indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (at >= 0) buttons(fresh)[at]?.focus({ preventScroll: true });
}

function dress() {
  document.documentElement.lang = ctx.look.language;
  const isDark = ctx.look.light === "auto" && night.matches;
  document.documentElement.dataset.light = isDark ? "dark" : ctx.look.light;
}

/** A window opened later takes the work over; two windows must not write beside one another. */
function claimWindow() {
  if (isClaimed) return;
  isClaimed = true;
  navigator.locks?.request("pazos-field", { steal: true }, () => new Promise(() => {})).catch(() => {
    isClaimed = false;
    if (ctx.vault.isOpen) ctx.lock();
  });
}

/** A new version is put in place while the phone is locked: nothing that is being written can be lost. */
function takeUpdate() {
  ctx.update?.postMessage("take over");
}

async function registerWorker() {
  if (!navigator.serviceWorker) return;
  let had = navigator.serviceWorker.controller; // the first worker changes nothing on the page
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had && !ctx.vault.isOpen) location.reload();
    had = true;
  });
  navigator.serviceWorker.addEventListener("message", (event) => event.data === "send" && ctx.sync.now());
  const known = await navigator.serviceWorker.register("/field/worker.js", { type: "module", scope: "/field/" });
  const ready = () => {
    ctx.update = known.waiting;
    if (ctx.update && !ctx.vault.isOpen) takeUpdate();
  };
  known.addEventListener("updatefound", () => known.installing.addEventListener("statechange", ready));
  ready();
  ctx.wakeLater = () => known.sync?.register("send").catch(() => {});
}

const later = (work, pause) => {
  const timer = setTimeout(work, pause);
  return () => clearTimeout(timer);
};

async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const idle = makeIdle({ minutes: () => ctx.look.minutes, now: () => Date.now(), close: () => ctx.vault?.isOpen && ctx.lock() });

function listen() {
  for (const what of ["pointerdown", "keydown", "input"]) addEventListener(what, idle.touch, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      ctx.beforeHide?.();
      idle.hide();
    } else idle.show();
  });
  addEventListener("online", () => ctx.sync.now());
  addEventListener("offline", () => changed());
  night.addEventListener("change", dress);
  addEventListener("popstate", (event) => {
    const depth = Math.max(1, event.state?.depth ?? 1);
    if (depth < stack.length) stack = stack.slice(0, depth);
    draw();
  });
  setInterval(async () => {
    idle.tick();
    if (ctx.vault.isOpen && (await ctx.vault.state()) === "over") await ctx.lock();
  }, 15_000);
}

async function start() {
  dress();
  ctx.vault = makeVault({ store: await openStore(indexedDB), crypto });
  ctx.outbox = makeOutbox({ vault: ctx.vault, newId: () => crypto.randomUUID(), now: () => ctx.vault.time() });
  ctx.received = makeReceived({ vault: ctx.vault, outbox: ctx.outbox, now: () => ctx.vault.time() });
  ctx.sync = makeSync({
    vault: ctx.vault,
    outbox: ctx.outbox,
    received: ctx.received,
    fetch: (...given) => fetch(...given),
    renew: () => askForKey().then((key) => (key?.token ? key : null), () => null),
    now: () => Date.now(),
    later,
    isOnline: () => navigator.onLine,
    hash,
    onChange: changed,
    onEmpty: ctx.empty,
  });
  ctx.wasSentAway = Boolean(location.search);
  history.replaceState({ depth: 1 }, "", "/field/");
  listen();
  draw();
  // Without a worker the page still works while there is a signal; the settings say which it is.
  await registerWorker().catch((problem) => console.error(problem));
  await takeNaming();
}

/** Public lists; the worker keeps them with the page's own files. */
async function takeNaming() {
  const found = await fetch("/field/naming.json").catch(() => null);
  if (found?.ok) naming = makeNaming(await found.json());
}

start().catch((problem) => {
  console.error(problem);
  root.replaceChildren(el("main", { class: "screen" }, el("h1", {}, "Pazos"), el("p", {}, ctx.say("cannot_work"))));
});
