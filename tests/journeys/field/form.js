import { answersOf, askedFields, dayAfter, drawForm, editsOf, suspicions, whatBlocks } from "/static/field/form.js";
import { makeNaming } from "/static/field/naming.js";
import { must, same } from "./said.js";

const words = (text) => ({ es: text, en: text });
const field = (name, type, more = {}) => ({ name, type, label: words(name), help: null, required: false, editable: false, options: [], min: null, max: null, of: null, when: null, warn_names: type === "text", ...more });
const option = (code, when = null) => ({ code, ...words(code), when });
const TURN = {
  fields: [
    field("deed", "choice", { required: true, options: [option("offer"), option("close")] }),
    field("to", "colleague", { required: true, when: { deed: ["offer"] } }),
    field("reason", "choice", { required: true, options: [option("shift", { deed: ["offer"] }), option("wrong", { deed: ["close"] })] }),
  ],
};
const LISTS = { given_names: ["carlos"], surnames: [], also_words: [], nobody: [], titles: [], patterns: {}, number: "\\d{7,}", day: "\\d{4}-\\d\\d-\\d\\d" };
const TODAY = "2026-11-22";
const blocks = (fields, values) => whatBlocks({ fields }, values, { today: TODAY, naming: makeNaming(LISTS) }).map((one) => `${one.field} ${one.key}`);

export async function a_question_that_is_not_asked_is_neither_missed_nor_sent() {
  same(askedFields(TURN, { deed: "close" }).map((one) => one.name), ["deed", "reason"]);
  same(blocks(TURN.fields, { deed: "close", reason: "wrong" }), []);
  same(blocks(TURN.fields, { deed: "offer", reason: "shift" }), ["to unanswered"]);
  same(answersOf(TURN, { deed: "close", to: 7, reason: "wrong" }), { deed: "close", reason: "wrong" });
}

export async function a_day_stays_within_its_bounds() {
  const day = [field("done_on", "date", { required: true, min: -90, max: 0 })];
  same(blocks(day, { done_on: dayAfter(TODAY, -90) }), []);
  same(blocks(day, { done_on: dayAfter(TODAY, -91) }), ["done_on day_too_early"]);
  same(blocks(day, { done_on: dayAfter(TODAY, 1) }), ["done_on day_too_late"]);
  same(blocks(day, {}), ["done_on unanswered"]);
  same(dayAfter("2024-02-28", 2), "2024-03-01");
}

export async function numbers_and_counts_stay_within_theirs() {
  const fields = [field("people", "number", { min: 1, max: 9 }), field("met", "counts", { max: 99, options: [option("0-13")] })];
  same(blocks(fields, { people: 9, met: { "0-13": 99 } }), []);
  same(blocks(fields, { people: 0, met: { "0-13": 100 } }), ["people no_number", "met no_number"]);
}

export async function a_text_with_a_telephone_is_refused_and_one_with_a_name_is_asked_about() {
  const note = [field("note", "text", { max: 40 })];
  same(blocks(note, { note: "llame al 3115551234" }), ["note number_of_somebody"]);
  same(blocks(note, { note: "el 2026-11-20" }), []);
  same(blocks(note, { note: "x".repeat(41) }), ["note too_long"]);
  const found = suspicions({ fields: note }, { note: "le debe a Carlos" }, { naming: makeNaming(LISTS), places: [] });
  same(found.map((one) => [one.field, one.text]), [["note", "Carlos"]]);
}

export async function a_text_never_ends_with_half_a_letter() {
  const form = { fields: [field("note", "text", { max: 9 })] };
  same(answersOf(form, { note: " hola \ud83d" }), { note: "hola" });
  same(answersOf(form, { note: "🎈" }), { note: "🎈" });
}

export async function an_edit_sends_what_changed_with_what_was_seen() {
  const fields = [field("kind", "choice", { editable: true }), field("sector", "text", { editable: true, max: 60 }), field("signs", "choices", { editable: true })];
  const base = { kind: "debt", sector: "", signs: ["shots"] };
  same(editsOf({ fields }, { base, values: { kind: "threat", signs: ["shots"] } }), { kind: { base: "debt", mine: "threat" } });
  same(editsOf({ fields }, { base, values: { ...base, signs: undefined } }), { signs: { base: ["shots"], mine: [] } });
  same(editsOf({ fields }, { base, values: base }), {});
}

export async function answers_given_together_travel_together() {
  const form = { together: true, fields: [field("held", "yes_no", { editable: true }), field("judged_on", "date", { editable: true })] };
  const edits = editsOf(form, { base: { held: null, judged_on: null }, values: { held: false, judged_on: TODAY } });
  same(edits, { held: { base: null, mine: false }, judged_on: { base: null, mine: TODAY } });
}

function drawn(form, { values = {}, given = {} } = {}) {
  const changes = [];
  const ctx = {
    say: (key) => key, said: (text) => text.es, today: () => TODAY, naming: () => makeNaming(LISTS),
    places: () => [{ code: "01", name: "El Cairel" }, { code: "02", name: "La Acequia" }], colleagues: () => [{ id: 9, name: "Beto" }], records: () => [], nameOf: () => "",
  };
  const made = drawForm(form, { values, given, ctx, onChange: (now) => changes.push(structuredClone(now)) });
  document.body.replaceChildren(made.node);
  return { ...made, changes, find: (query) => made.node.querySelector(query) };
}

export async function every_kind_of_question_is_drawn_named_and_answered() {
  const form = {
    fields: [
      field("kind", "choice", { required: true, options: [option("debt"), option("threat")] }), field("signs", "choices", { options: [option("shots"), option("group")] }),
      field("where", "place", { required: true }), field("on", "date", { required: true, min: -90, max: 0 }), field("people", "number", { min: 0, max: 99 }), field("mood", "number", { min: 1, max: 5 }),
      field("met", "counts", { options: [option("0-13"), option("14-17")], max: 999 }), field("talk", "yes_no"), field("to", "colleague"), field("note", "text", { max: 280 }),
    ],
  };
  const { find, values, node } = drawn(form);
  for (const code of ["debt", "shots", "group", "02", "2026-11-21", "4", "true", "9"]) find(`input[value="${code}"]`).click();
  find("[data-field=people] button:last-child").click();
  find("[data-field=met] .count:nth-child(2) button:last-child").click();
  find("textarea").value = "nada";
  find("textarea").dispatchEvent(new Event("input"));
  same(values, { kind: "debt", signs: ["shots", "group"], where: "02", on: "2026-11-21", mood: 4, talk: true, to: 9, people: 1, met: { "14-17": 1 }, note: "nada" });
  const named = [...node.querySelectorAll("input, select, textarea")].every((one) => one.labels?.length || one.getAttribute("aria-label"));
  must(named, "every control has a name");
}

export async function an_answer_may_be_taken_back_where_none_is_needed() {
  const { find, values } = drawn({ fields: [field("talk", "yes_no")] }, { values: { talk: false } });
  must(find('input[value="false"]').checked, "no is an answer");
  find('input[value="-"]').click();
  same(values, {});
}

export async function answers_that_do_not_fit_are_not_offered() {
  const { node } = drawn(TURN, { given: { deed: "close" } });
  same([...node.querySelectorAll("[data-field=reason] input")].map((one) => one.value), ["wrong"]);
  must(!node.querySelector("[data-field=deed]"), "what is given is not asked");
}

export async function a_name_in_a_text_is_shown_and_can_be_taken_out() {
  const { find, values } = drawn({ fields: [field("note", "text", { max: 280 })] });
  find("textarea").value = "le debe a Carlos mucho";
  find("textarea").dispatchEvent(new Event("input"));
  find(".warned button").click();
  same([values.note, find(".warned")], ["le debe a mucho", null]);
}

export async function what_was_written_is_never_read_as_markup() {
  const { node } = drawn({ fields: [field("note", "text", { max: 280 })] }, { values: { note: "<img src=x onerror=alert(1)> Carlos" } });
  same(node.querySelectorAll("img").length, 0);
}
