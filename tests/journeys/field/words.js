import { LANGUAGES, WORDS, wording } from "/static/field/words.js";
import { must, refused, same } from "./said.js";

const slots = (text) => [...new Set([text].flat().join(" ").match(/\{\w+\}/g) ?? [])].sort();

export async function both_languages_have_every_word_with_the_same_slots() {
  const number = Object.keys(LANGUAGES).length;
  for (const [key, said] of Object.entries(WORDS)) {
    same(said.length, number, key);
    const [spanish, ...others] = said;
    for (const other of others) {
      same(slots(other), slots(spanish), key);
      same(Array.isArray(other), Array.isArray(spanish), key);
      must([other, spanish].flat().every((text) => text.trim()), key);
    }
  }
}

export async function one_and_many_are_told_apart() {
  same([wording("es", "strip_unsent", { count: 1 }), wording("es", "strip_unsent", { count: 3 })], ["1 sin enviar", "3 sin enviar"]);
  await refused(async () => wording("es", "no_such_word"));
}

export async function nothing_says_who_must_not_stand_here_and_waiting_is_never_called_sent() {
  const all = Object.values(WORDS).flat(2).join(" ").toLowerCase();
  same(["polic", "police", "crimen", "crime", "violen", "arma", "gang", "pandilla", "pendiente", "en cola", "queue"].filter((word) => all.includes(word)), []);
  for (const key of ["group_waiting", "group_waiting_about", "saved_offline", "cause_no_signal"]) {
    must(!/\benviad[oa]s?\b|\bsent\b/i.test(WORDS[key].join(" ").replace(/not sent/gi, "")), key);
  }
}
