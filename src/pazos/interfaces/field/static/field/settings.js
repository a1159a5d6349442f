/** The phone's own settings, and leaving it: nothing unsent is thrown away without being told so first. */

import { button, el, line, notice, part, screen } from "./dom.js";
import { dayOf, pick, picks } from "./form.js";
import { signOut } from "./unlock.js";

const MINUTES = [2, 5, 10];
const LIGHTS = ["auto", "sun", "dark"];

/** Language, light, when it closes, and the way out. */
export function settings(ctx) {
  const { say, look } = ctx;
  const choose = (title, name, options) =>
    el("fieldset", { class: "question" }, el("legend", { class: "ask" }, title), picks(options.map(({ code, text }) =>
      pick({ kind: "radio", name, code: String(code), text, checked: look[name] === code, onchange: () => ctx.setLook({ [name]: code }) }))));
  return screen({ title: say("settings"), back: ctx.goHome, backText: say("home") },
    choose(say("language"), "language", Object.entries(ctx.languages).map(([code, text]) => ({ code, text }))),
    choose(say("light"), "light", LIGHTS.map((code) => ({ code, text: say(`light_${code}`) }))),
    choose(say("closes_after"), "minutes", MINUTES.map((code) => ({ code, text: say("minutes", { count: code }) }))),
    part(say("this_phone"), facts(ctx)),
    leave(ctx));
}

function facts(ctx) {
  const { say } = ctx;
  const kept = el("span", {}, "…");
  navigator.storage?.persisted?.().then((isKept) => kept.replaceChildren(say(isKept ? "yes" : "kept_no")));
  const works = navigator.serviceWorker?.controller || ctx.update !== undefined ? say("yes") : say("no");
  const rows = [[say("person"), ctx.received.about().person?.name ?? "…"], [say("works_offline"), works], [say("kept"), kept], [say("until"), ctx.day(dayOf(ctx.expires()))]];
  return el("dl", { class: "facts" }, rows.map(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
}

/** Sign out: the phone is emptied; what is unsent can be sent first. */
function leave(ctx) {
  const { say } = ctx;
  const unsent = ctx.outbox.unsent().length + ctx.vault.all("draft").length;
  const told = el("div", { role: "alert" });
  const go = async () => {
    await ctx.sync.call("/api/field/emptied", { body: {} }).catch(() => {});
    await signOut().catch(() => {});
    await ctx.empty("emptied_hand");
  };
  const sendFirst = async () => {
    told.replaceChildren(line(say("sending")));
    await ctx.sync.now();
    const { cause } = ctx.sync.standing();
    if (ctx.outbox.unsent().length) told.replaceChildren(notice("bad", line(say("not_sent_yet")), cause && line(say(`cause_${cause}`))));
    else ctx.draw();
  };
  return part(say("leave"), line(say("leave_about")),
    unsent ? notice("bad", line(say("lost_if_emptied", { count: unsent }))) : line(say("nothing_unsent")),
    told,
    ctx.outbox.unsent().length ? button(say("send_first"), sendFirst, { class: "button main" }) : null,
    button(say(unsent ? "empty_anyway" : "leave_now"), go, { class: "button danger" }));
}
