/** The screens of a phone that is closed: the first visit, the PIN, the end of its time, and what anybody may read. */

import { button, el, line, notice, part, screen } from "./dom.js";
import { holdButton } from "./home.js";
import { isWeak, TRIES } from "./vault.js";

const DIGITS = /^\d{6}$/;
export const ENTER = "/field/?enter"; // not answered by the worker: the server leads to the sign-in, or to the second factor

/** A field for six digits; `done` is called with them. */
function pinField({ id, label, onfull }) {
  const input = el("input", { id, class: "pin", type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: 6, autocomplete: "off", required: true });
  input.addEventListener("input", () => DIGITS.test(input.value) && onfull?.(input.value));
  return { input, node: el("div", { class: "question" }, el("label", { class: "ask", for: id }, label), input) };
}

/** The first visit: is somebody signed in, then a PIN, then the phone is made known to the server. */
export function setUp(ctx) {
  const { say } = ctx;
  const body = el("div", {}, line(say("looking")));
  const node = screen({ title: "Pazos" }, endNote(ctx), body, aboutButton(ctx));
  const enter = () => el("a", { class: "button main", href: ENTER }, say("sign_in"));
  whoIsThere().then((there) => {
    if (there === "person") body.replaceChildren(pinForm(ctx));
    else if (there !== "nobody") body.replaceChildren(notice("warn", line(say(there))), enter(), button(say("try_again"), () => ctx.draw()));
    else if (ctx.note || ctx.wasSentAway) body.replaceChildren(enter());
    else location.assign(ENTER);
  });
  return node;
}

/** "person", "nobody", or why neither can be known. */
async function whoIsThere() {
  try {
    const answer = await fetch("/field/", { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return "nobody";
    return answer.ok ? "person" : answer.status === 403 ? "not_for_you" : "server_down";
  } catch {
    return "needs_signal_first";
  }
}

/** Why two PINs cannot be the new one, or null. */
function whyNot(pin, again) {
  if (!DIGITS.test(pin)) return "pin_six";
  if (isWeak(pin)) return "pin_weak";
  return pin === again ? null : "pin_differs";
}

function pinForm(ctx) {
  const { say } = ctx;
  const first = pinField({ id: "pin", label: say("pin_new") });
  const second = pinField({ id: "pin-again", label: say("pin_again") });
  const told = el("div", { role: "alert" });
  const form = el("form", { class: "narrow" }, el("h2", {}, say("pin_title")), line(say("pin_why")), first.node, second.node, told,
    el("button", { class: "button main" }, say("pin_make")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = whyNot(first.input.value, second.input.value);
    if (wrong) return told.replaceChildren(notice("bad", line(say(wrong))));
    form.querySelector("button").disabled = true;
    told.replaceChildren(line(say("pin_making")));
    const problem = await makePhone(ctx, first.input.value);
    if (problem) {
      form.querySelector("button").disabled = false;
      told.replaceChildren(notice("bad", line(say(problem))));
    }
    return null;
  });
  return form;
}

/** Make this phone known and its vault; return why not, or null. */
async function makePhone(ctx, pin) {
  const key = await askForKey().catch(() => null);
  if (!key?.token) return key?.reason === "too_many" ? "too_many_phones" : "no_device";
  await ctx.vault.make(pin, { expires: Date.parse(key.expires_at), serverTime: Date.parse(key.server_time) });
  await ctx.vault.write([["phone", "key", { token: key.token, id: key.device }]]);
  await navigator.storage?.persist?.();
  ctx.note = null;
  await ctx.opened();
  return null;
}

const signature = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** End the session too, where there is one. */
export const signOut = () => fetch("/sign-out/", { method: "POST", redirect: "manual", headers: { "X-CSRFToken": signature() } });

/** Ask the server for a key of this phone, as the person who is signed in. */
export async function askForKey() {
  const answer = await fetch("/api/field/devices", {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": signature() },
    body: JSON.stringify({ name: "" }),
  });
  return answer.ok || answer.status === 409 ? answer.json() : null;
}

/** The PIN. */
export function unlock(ctx, facts) {
  const { say } = ctx;
  const told = el("div", { role: "alert" });
  const pin = pinField({ id: "pin", label: say("pin"), onfull: () => form.requestSubmit() });
  const form = el("form", { class: "narrow" }, pin.node, told, el("button", { class: "button main" }, say("open")));
  if (facts.tries) told.append(leftNotice(ctx, TRIES - facts.tries));
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    told.replaceChildren(line(say("opening")));
    const { opened, left } = await ctx.vault.open(pin.input.value);
    busy = false;
    if (opened) return ctx.opened();
    if (!left) return ctx.empty("emptied_pin");
    pin.input.value = "";
    told.replaceChildren(leftNotice(ctx, left));
    return pin.input.focus();
  });
  const calling = ctx.pressedAt !== null && notice("warn", line(say("help_needs_pin")));
  return screen({ title: say("locked") }, endNote(ctx), calling, form,
    holdButton(ctx, () => {
      ctx.pressedAt = ctx.vault.time();
      told.replaceChildren(notice("warn", line(say("help_needs_pin"))));
      pin.input.focus();
    }),
    aboutButton(ctx), forgotten(ctx, facts));
}

function leftNotice(ctx, left) {
  return notice("bad", line(ctx.say("pin_wrong")), line(ctx.say(left === 1 ? "pin_last" : "pin_left", { left })));
}

/** Who does not know the PIN can only begin again; what is unsent is lost, and that is said first. */
function forgotten(ctx, facts) {
  const { say } = ctx;
  return el("details", { class: "quiet" }, el("summary", {}, say("pin_forgotten")),
    line(say("pin_forgotten_how")),
    facts.waiting ? notice("bad", line(say("lost_if_emptied", { count: facts.waiting }))) : line(say("nothing_unsent")),
    button(say("empty_now"), () => ctx.empty("emptied_hand"), { class: "button danger" }));
}

/** The phone's time is over: what was received is gone, what is unsent may still be sent. */
export async function over(ctx) {
  const { say } = ctx;
  const facts = await ctx.vault.facts();
  if (!facts.waiting) {
    await ctx.vault.empty();
    ctx.note = "emptied_time";
    return setUp(ctx);
  }
  if (navigator.onLine) return lastSending(ctx, facts);
  const left = await ctx.vault.spendChance();
  if (!left) {
    ctx.note = "emptied_time";
    return setUp(ctx);
  }
  return screen({ title: say("over") }, notice("bad", line(say("over_offline", { count: facts.waiting, left }))),
    line(say("over_clock", { day: ctx.day(ctx.today()) })), button(say("try_again"), () => location.reload(), { class: "button main" }), aboutButton(ctx));
}

function lastSending(ctx, facts) {
  const { say } = ctx;
  const told = el("div", { role: "alert" });
  const pin = pinField({ id: "pin", label: say("pin") });
  const form = el("form", { class: "narrow" }, pin.node, told, el("button", { class: "button main" }, say("send_and_empty")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.replaceChildren(line(say("sending")));
    const { opened, left } = await ctx.vault.open(pin.input.value);
    if (!opened && !left) return ctx.empty("emptied_pin");
    if (!opened) return told.replaceChildren(leftNotice(ctx, left));
    await ctx.sync.now();
    if (!ctx.outbox.unsent().length) return ctx.empty("emptied_time");
    const { cause } = ctx.sync.standing();
    ctx.vault.close();
    return told.replaceChildren(notice("bad", line(say("not_sent_yet")), line(say(`cause_${cause ?? "no_answer"}`))));
  });
  return screen({ title: say("over") }, notice("warn", line(say("over_online", { count: facts.waiting }))), form, aboutButton(ctx));
}

function endNote(ctx) {
  return ctx.note && notice("info", line(ctx.say(ctx.note)));
}

function aboutButton(ctx) {
  return button(ctx.say("about"), () => ctx.showAbout(true), { class: "button quiet" });
}

/** What this is and is not, to be shown to anybody in the street. The vault is closed before it is shown. */
export function about(ctx) {
  const { say } = ctx;
  return screen({ title: say("about_title"), back: () => ctx.showAbout(false), backText: say("back") },
    el("p", { class: "lead" }, say("about_lead")),
    part(say("about_is"), el("ul", {}, ["about_is_1", "about_is_2", "about_is_3"].map((key) => el("li", {}, say(key))))),
    part(say("about_not"), el("ul", { class: "nots" }, ["about_not_1", "about_not_2", "about_not_3", "about_not_4", "about_not_5"].map((key) => el("li", {}, say(key))))),
    part(say("about_you"), line(say("about_you_text"))));
}
