/**
 * One form, drawn from the server's description: coded answers first, as large buttons, text last.
 *
 * What may be answered is decided by the description alone. The upper half is judgement without a
 * page; the lower half draws. It never asks for a point on a map, an hour, a name or a number of
 * somebody, and never changes what a person wrote.
 */

import { button, el } from "./dom.js";

const FEW = 8; // up to this many places are buttons; more are a list of the phone's own
const LONG = 4; // more answers than this fold once one is chosen
const DAY = 86_400_000;

/** Return the day `days` after an ISO day. */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Return the ISO day that the calendar on the wall shows at a moment. */
export function dayOf(at) {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Whether a question, or one answer of it, belongs to a form that holds these other answers. */
const fits = ({ when }, values) => Object.entries(when ?? {}).every(([name, codes]) => codes.includes(values[name]));

/** Return the fields that are asked, given the other answers. */
export const askedFields = (form, values) => form.fields.filter((field) => fits(field, values));

const isEmpty = (value) =>
  value === undefined || value === null || value === "" || (typeof value === "object" && !Object.keys(value).length);

// A text that was cut at its longest may end with half a letter, which no server can keep.
const whole = (text) => text.replace(/\p{Surrogate}/gu, "").trim();

/** Return the answers that are sent: those asked, without the empty ones. */
export function answersOf(form, values) {
  const asked = askedFields(form, values).filter((field) => !isEmpty(values[field.name]));
  return Object.fromEntries(asked.map(({ name, type }) => [name, type === "text" ? whole(values[name]) : values[name]]));
}

/** Return the edits to send: the fields that changed, or all of them where they are answered together. */
export function editsOf(form, { base, values }) {
  const fields = askedFields(form, values).filter((field) => field.editable);
  const said = answersOf(form, values);
  const plain = (value) => (isEmpty(value) && !Array.isArray(value) ? null : value);
  const none = ({ type }) => (type === "choices" ? [] : null);
  const edits = fields.map((field) => [field.name, { base: plain(base[field.name]), mine: plain(said[field.name] ?? none(field)) }]);
  const isChanged = ([, { base: before, mine }]) => JSON.stringify(before) !== JSON.stringify(mine);
  return Object.fromEntries(form.together && edits.some(isChanged) ? edits : edits.filter(isChanged));
}

/** Return everything that stands against saving: {field, key, facts}, in the order of the form. */
export function whatBlocks(form, values, { today, naming = null }) {
  return askedFields(form, values).flatMap((field) => {
    const value = values[field.name];
    if (isEmpty(value)) return field.required ? [{ field: field.name, key: "unanswered", facts: {} }] : [];
    const problem = CHECKS[field.type]?.(value, field, { today, naming });
    return problem ? [{ field: field.name, facts: {}, ...problem }] : [];
  });
}

const CHECKS = {
  date(value, { min, max }, { today }) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return { key: "no_day" };
    if (min !== null && value < dayAfter(today, min)) return { key: "day_too_early", facts: { day: dayAfter(today, min) } };
    if (max !== null && value > dayAfter(today, max)) return { key: "day_too_late", facts: { day: dayAfter(today, max) } };
    return null;
  },
  number: (value, field) => outside([value], field),
  counts: (value, field) => outside(Object.values(value), field),
  text(value, { max, warn_names }, { naming }) {
    const letters = [...value.trim()].length;
    if (max !== null && letters > max) return { key: "too_long", facts: { letters, max } };
    return warn_names && naming?.numbers(value).length ? { key: "number_of_somebody" } : null;
  },
};

function outside(numbers, { min, max }) {
  const [least, most] = [min ?? 0, max ?? 999];
  const isWrong = numbers.some((one) => !Number.isInteger(one) || one < least || one > most);
  return isWrong ? { key: "no_number", facts: { least, most } } : null;
}

// The part of a neighbourhood is a name itself, of nobody.
const isPlace = (field) => field.name === "sector";

/** Return the parts of the texts that may give somebody away: {field, telling, text, start}. */
export function suspicions(form, values, { naming, places }) {
  if (!naming) return [];
  const texts = askedFields(form, values).filter((field) => field.warn_names && values[field.name]);
  return texts.flatMap((field) =>
    naming.suspected(values[field.name], { places, isPlace: isPlace(field) }).filter((one) => one.telling !== "number").map((one) => ({ field: field.name, ...one })));
}

/**
 * Draw a form. `given` answers are not asked. `onChange(values)` comes after every change.
 * Returns {node, values, show(problems)}; `values` is the living object of the answers.
 */
export function drawForm(form, { values, given = {}, ctx, onChange }) {
  const boxes = new Map();
  const fields = form.fields.filter((field) => !(field.name in given));
  Object.assign(values, given);

  function changed() {
    const asked = new Set(askedFields(form, values).map((field) => field.name));
    for (const [name, box] of boxes) box.hidden = !asked.has(name);
    onChange(values);
  }

  function set(name, value) {
    if (isEmpty(value) && value !== 0) delete values[name];
    else values[name] = value;
    const box = boxes.get(name);
    box.classList.remove("wrong");
    box.querySelector(".wrong-text")?.remove();
    changed();
  }

  for (const field of fields) {
    boxes.set(field.name, drawField(field, { value: values[field.name], values, set: (value) => set(field.name, value), ctx }));
  }
  // A form that must not be completed is not kept in the browser's own memory of its windows either.
  const node = el("form", { class: "questions", autocomplete: "off", novalidate: true, onsubmit: (event) => event.preventDefault() }, [...boxes.values()]);
  const asked = new Set(askedFields(form, values).map((field) => field.name));
  for (const [name, box] of boxes) box.hidden = !asked.has(name);

  return {
    node,
    values,
    /** Show what stands against saving beside each question, and go to the first. */
    show(problems) {
      for (const { field, text } of problems) {
        const box = boxes.get(field);
        box.classList.add("wrong");
        box.querySelector(".wrong-text")?.remove();
        box.append(el("p", { class: "wrong-text", id: `${field}-wrong` }, text));
        const control = box.querySelector("input, select, textarea");
        control.setAttribute("aria-describedby", `${field}-wrong`);
        control.setAttribute("aria-invalid", "true");
      }
      const first = boxes.get(problems[0]?.field)?.querySelector("input, select, textarea");
      first?.focus();
      boxes.get(problems[0]?.field)?.scrollIntoView({ block: "start" });
    },
  };
}

const DRAWN = {
  choice: drawChoice,
  shift: drawChoice,
  choices: drawChoices,
  yes_no: drawYesNo,
  place: drawPlace,
  date: drawDate,
  number: drawNumber,
  counts: drawCounts,
  text: drawText,
  colleague: drawColleague,
  record: drawRecord,
  records: drawRecords,
  activity: drawActivity,
};
const SINGLE = new Set(["text"]); // one control with a label; the others are groups

function drawField(field, how) {
  const { ctx } = how;
  const said = ctx.said(field.label);
  const optional = !field.required && el("span", { class: "optional" }, ` (${ctx.say("optional")})`);
  const help = field.help && el("p", { class: "help", id: `${field.name}-help` }, ctx.said(field.help));
  const body = DRAWN[field.type](field, how);
  if (SINGLE.has(field.type)) {
    return el("div", { class: "question", "data-field": field.name }, el("label", { class: "ask", for: `f-${field.name}` }, said, optional), help, body);
  }
  return el("fieldset", { class: "question", "data-field": field.name }, el("legend", { class: "ask" }, said, optional), help, body);
}

/** One large button of a group; the browser's own radio or checkbox lies under it. */
export function pick({ kind, name, code, text, checked, onchange }) {
  const input = el("input", { type: kind, name, value: code, checked, onchange, onclick: folds });
  return el("label", { class: "pick" }, input, el("span", {}, text));
}

export const picks = (children) => {
  const longest = Math.max(...children.map((one) => one.textContent.length));
  return el("div", { class: `picks ${longest <= 2 ? "tiny" : longest <= 10 ? "short" : longest <= 22 ? "half" : ""}` }, children);
};

/** A long group shows only its answer once a finger chose it, so that the next question comes to the thumb. */
function folds(event) {
  // A keyboard walks through a group by its arrows, and must find all of it there.
  if (event.detail > 0 && event.target.type === "radio") event.target.closest(".long")?.classList.add("folded");
}

function foldable(node, { isFolded, ctx }) {
  const open = () => {
    node.classList.remove("folded");
    node.querySelector("input:checked")?.focus();
  };
  node.append(button(ctx.say("change_answer"), open, { class: "button small unfold" }));
  node.classList.add("long", ...(isFolded ? ["folded"] : []));
  return node;
}

function drawOptions(field, { options, value, set, ctx }) {
  const name = `f-${field.name}`;
  const drawn = options.map(({ code, text }) =>
    pick({ kind: "radio", name, code: String(code), text, checked: value === code, onchange: () => set(code) }));
  if (!field.required && !options.some(({ code }) => code === "")) {
    drawn.push(pick({ kind: "radio", name, code: "-", text: ctx.say("no_answer"), checked: isEmpty(value) && value !== false, onchange: () => set(undefined) }));
  }
  const node = picks(drawn);
  return drawn.length > LONG ? foldable(node, { isFolded: !isEmpty(value), ctx }) : node;
}

function drawChoice(field, { value, values, set, ctx }) {
  const options = field.options.filter((one) => fits(one, values)).map((one) => ({ code: one.code, text: ctx.said(one) }));
  return drawOptions(field, { options, value, set, ctx });
}

function drawYesNo(field, { value, set, ctx }) {
  const options = [{ code: true, text: ctx.say("yes") }, { code: false, text: ctx.say("no") }];
  return drawOptions(field, { options, value, set, ctx });
}

function drawChoices(field, { value = [], set, ctx }) {
  const chosen = new Set(value);
  const toggle = (code, isOn) => {
    if (isOn) chosen.add(code);
    else chosen.delete(code);
    set(field.options.map((one) => one.code).filter((one) => chosen.has(one)));
  };
  return picks(field.options.map((one) =>
    pick({ kind: "checkbox", name: `f-${field.name}`, code: one.code, text: ctx.said(one), checked: chosen.has(one.code), onchange: (event) => toggle(one.code, event.target.checked) })));
}

/** A list of the phone's own, for many answers. */
function drawList(field, { options, value, set, ctx }) {
  const node = el("select", { class: "list", "aria-label": ctx.said(field.label), onchange: () => set(options.find((one) => String(one.code) === node.value)?.code) },
    el("option", { value: "" }, ctx.say("choose")),
    options.map((one) => el("option", { value: String(one.code), selected: one.code === value }, one.text)));
  return node;
}

function drawFewOrMany(field, how) {
  return how.options.length <= FEW ? drawOptions(field, how) : drawList(field, how);
}

function drawPlace(field, { value, set, ctx }) {
  const options = ctx.places().map((one) => ({ code: one.code, text: one.name }));
  if (value && !options.some((one) => one.code === value)) options.push({ code: value, text: value });
  return options.length ? drawFewOrMany(field, { options, value, set, ctx }) : el("p", { class: "help" }, ctx.say("no_places"));
}

function drawColleague(field, { value, set, ctx }) {
  const options = ctx.colleagues().map((one) => ({ code: one.id, text: one.name }));
  return options.length ? drawFewOrMany(field, { options, value, set, ctx }) : el("p", { class: "help" }, ctx.say("no_colleagues"));
}

function drawRecord(field, { value, values, set, ctx }) {
  const options = ctx.records(field, values).map((one) => ({ code: one.id, text: ctx.nameOf(one) }));
  return options.length ? drawFewOrMany(field, { options, value, set, ctx }) : el("p", { class: "help" }, ctx.say("no_others"));
}

/** Many of one's own at once, a tap each. */
function drawRecords(field, { value = [], values, set, ctx }) {
  const chosen = new Set(value);
  const toggle = (id, isOn) => {
    if (isOn) chosen.add(id);
    else chosen.delete(id);
    set([...chosen]);
  };
  const found = ctx.records(field, values);
  return found.length
    ? picks(found.map((one) => pick({ kind: "checkbox", name: `f-${field.name}`, code: one.id, text: ctx.nameOf(one), checked: chosen.has(one.id), onchange: (event) => toggle(one.id, event.target.checked) })))
    : el("p", { class: "help" }, ctx.say("cases_none"));
}

function drawActivity(field, { value, set, ctx }) {
  const options = ctx.activities().map((one) => ({ code: one.id, text: [one.name, ctx.day(one.on), one.venue].filter(Boolean).join(" · ") }));
  return options.length ? drawFewOrMany(field, { options, value, set, ctx }) : el("p", { class: "help" }, ctx.say("no_activities"));
}

function drawDate(field, { value, set, ctx }) {
  const today = ctx.today();
  const offered = field.min !== null && field.min >= 0 ? [0, 1, 7].filter((days) => days >= field.min) : [0, -1];
  const days = offered.map((days) => ({ code: dayAfter(today, days), text: ctx.say(`day_${days}`) }));
  const other = el("input", {
    type: "date",
    class: "other-day",
    "aria-label": `${ctx.said(field.label)}: ${ctx.say("other_day")}`,
    min: field.min === null ? null : dayAfter(today, field.min),
    max: field.max === null ? null : dayAfter(today, field.max),
    value: value ?? null,
    onchange: () => set(other.value),
  });
  const isOther = value !== undefined && !days.some((one) => one.code === value);
  other.hidden = !isOther;
  const name = `f-${field.name}`;
  const choose = (code) => {
    other.hidden = true;
    set(code);
  };
  const drawn = days.map(({ code, text }) => pick({ kind: "radio", name, code, text, checked: value === code, onchange: () => choose(code) }));
  drawn.push(pick({ kind: "radio", name, code: "other", text: ctx.say("other_day"), checked: isOther, onchange: () => {
    other.hidden = false;
    set(other.value);
  } }));
  if (!field.required) drawn.push(pick({ kind: "radio", name, code: "-", text: ctx.say("no_answer"), checked: !value, onchange: () => choose(undefined) }));
  return el("div", {}, picks(drawn), other);
}

/** A number with a button on each side, so that one thumb is enough. */
function stepper({ id, label, value, least, most, onchange, ctx }) {
  const input = el("input", { type: "text", inputmode: "numeric", pattern: "[0-9]*", id, "aria-label": label, value: value ?? "", autocomplete: "off" });
  const put = (number) => {
    input.value = number ?? "";
    onchange(number);
  };
  const read = () => (/^\d+$/.test(input.value.trim()) ? Number(input.value.trim()) : undefined);
  input.addEventListener("input", () => onchange(read()));
  const step = (by) => put(Math.min(most, Math.max(least, (read() ?? Math.max(0, least - 1)) + by)));
  const press = (sign, by, key) => button(sign, () => step(by), { class: "button step", "aria-label": `${ctx.say(key)}: ${label}` });
  return el("div", { class: "stepper" }, press("−", -1, "less"), input, press("+", 1, "more"));
}

function drawNumber(field, { value, set, ctx }) {
  const [least, most] = [field.min ?? 0, field.max ?? 999];
  if (most - least <= 5) {
    const options = Array.from({ length: most - least + 1 }, (_, at) => ({ code: least + at, text: String(least + at) }));
    return drawOptions(field, { options, value, set, ctx });
  }
  return stepper({ id: `f-${field.name}`, label: ctx.said(field.label), value, least, most, onchange: set, ctx });
}

function drawCounts(field, { value = {}, set, ctx }) {
  const counts = { ...value };
  const put = (code, number) => {
    if (number) counts[code] = number;
    else delete counts[code];
    set({ ...counts });
  };
  return el("div", { class: "counts" }, field.options.map((one) =>
    el("div", { class: "count" }, el("span", {}, ctx.said(one)),
      stepper({ id: `f-${field.name}-${one.code}`, label: ctx.said(one), value: counts[one.code], least: 0, most: field.max ?? 999, onchange: (number) => put(one.code, number), ctx }))));
}

function drawText(field, { value = "", set, ctx }) {
  const told = el("div", { class: "told", role: "status" });
  const left = el("p", { class: "left" });
  const area = el("textarea", { id: `f-${field.name}`, rows: field.max <= 80 ? 1 : 4, maxlength: field.max, autocomplete: "off", "aria-describedby": field.help ? `${field.name}-help` : null }, value);
  const look = () => {
    left.textContent = ctx.say("letters_left", { left: field.max - [...area.value].length });
    told.replaceChildren(...warned(area, { field, ctx, write }));
  };
  const write = () => {
    set(area.value);
    look();
  };
  area.addEventListener("input", write);
  look();
  return el("div", {}, area, left, told);
}

/** What in a text may give somebody away, each with a button that takes it out; the person decides. */
function warned(area, { field, ctx, write }) {
  const naming = ctx.naming();
  if (!naming || !field.warn_names) return [];
  const found = naming.suspected(area.value, { places: ctx.places().map((one) => one.name), isPlace: isPlace(field) });
  const takeOut = (one) => {
    area.value = area.value.slice(0, one.start) + area.value.slice(one.start + one.text.length).replace(/^\s/, "");
    write();
    area.focus();
  };
  return found.map((one) =>
    el("div", { class: `warned ${one.telling === "number" ? "bad" : "warn"}` },
      el("span", {}, ctx.say(`telling_${one.telling}`, { text: one.text })),
      button(ctx.say("take_out"), () => takeOut(one), { class: "button small", "aria-label": `${ctx.say("take_out")}: ${one.text}` })));
}
