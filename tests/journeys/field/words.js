import { LANGUAGES, WORDS, wording } from "/static/field/words.js";
import { must, refused, same } from "./said.js";

const slots = (text) => [...new Set([text].flat().join(" ").match(/\{\w+\}/g) ?? [])].sort();

export async function both_languages_have_every_word_with_the_same_slots() {
  same(Object.keys(WORDS).sort(), Object.keys(LANGUAGES).sort());
  const [spanish, english] = [WORDS.es, WORDS.en];
  same(Object.keys(spanish).sort(), Object.keys(english).sort());
  for (const key of Object.keys(spanish)) {
    same(slots(spanish[key]), slots(english[key]), key);
    same(Array.isArray(spanish[key]), Array.isArray(english[key]), key);
  }
}

export async function one_and_many_are_told_apart() {
  same([wording("es", "strip_unsent", { count: 1 }), wording("es", "strip_unsent", { count: 3 })], ["1 sin enviar", "3 sin enviar"]);
  await refused(async () => wording("es", "no_such_word"));
}

export async function nothing_says_who_must_not_stand_here_and_waiting_is_never_called_sent() {
  const all = Object.values(WORDS).flatMap((words) => Object.values(words).flat()).join(" ").toLowerCase();
  same(["polic", "police", "crimen", "crime", "violen", "arma", "gang", "pandilla", "pendiente", "en cola", "queue"].filter((word) => all.includes(word)), []);
  for (const language of Object.keys(WORDS)) {
    for (const key of ["group_waiting", "group_waiting_about", "saved_offline", "cause_no_signal"]) {
      must(!/\benviad[oa]s?\b|\bsent\b/i.test(WORDS[language][key].replace(/not sent/i, "")), `${language} ${key}`);
    }
  }
}
