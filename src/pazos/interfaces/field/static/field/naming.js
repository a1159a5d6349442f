/**
 * Does a short text name somebody, or say where to find them? The phone's side of outreach/naming.py:
 * the lists and patterns are the server's, and a test holds both to the same answers.
 *
 * It warns; the person decides. Only what looks like a telephone or a document number is refused.
 */

const WORD = /[\p{L}\p{M}]+/gu;

/** Make the warning from the server's lists; null while the phone has none. */
export function makeNaming(data) {
  const lists = Object.fromEntries(
    ["given_names", "surnames", "also_words", "nobody", "titles"].map((name) => [name, new Set(data[name])]),
  );
  const patterns = Object.entries(data.patterns).flatMap(([telling, many]) =>
    many.map((one) => ({ telling, find: new RegExp(one, "giu") })),
  );
  const number = new RegExp(data.number, "gu");
  const day = new RegExp(data.day, "gu");

  function* numbers(text) {
    const withoutDays = text.replace(day, (found) => " ".repeat(found.length));
    for (const found of withoutDays.matchAll(number)) {
      const digits = found[0].replace(/\D/gu, "");
      const isMoney = digits.length <= 9 && digits.endsWith("000");
      if (!isMoney) yield part(text, found, "number");
    }
  }

  function* told(text) {
    const plain = folded(text);
    for (const { telling, find } of patterns) {
      for (const found of plain.matchAll(find)) yield part(text, found, telling);
    }
  }

  function* names(text, { places, isPlace: isPlaceName }) {
    const shouted = text.toUpperCase() === text;
    const but = spans(text, places);
    let before = "";
    for (const found of text.matchAll(WORD)) {
      const plain = folded(found[0]);
      const begins = beginsSentence(text.slice(0, found.index));
      const isPlace = but.some(([start, end]) => start <= found.index && found.index < end);
      const isTitled = lists.titles.has(before);
      if (!lists.nobody.has(plain) && !isPlace && isName(found[0], { begins: begins || isPlaceName, shouted, isTitled })) {
        yield part(text, found, "name");
      }
      before = plain;
    }
  }

  function isName(word, { begins, shouted, isTitled }) {
    const plain = folded(word);
    const isCapital = word[0] !== word[0].toLowerCase() && !shouted;
    if (isTitled) return true;
    if (lists.also_words.has(plain)) return isCapital && !begins;
    if (lists.given_names.has(plain) || lists.surnames.has(plain)) return true;
    // A capital in the middle of a sentence is a name until somebody says otherwise.
    return isCapital && !begins && word.length > 2 && word !== word.toUpperCase();
  }

  return {
    /**
     * Return the telling parts of `text` in their order: {telling, text, start}. Names of `places` are
     * nobody's; in a text that is a place's name (`isPlace`) a capital alone says nothing.
     */
    suspected(text, { places = [], isPlace = false } = {}) {
      const found = [...numbers(text), ...told(text), ...names(text, { places, isPlace })];
      found.sort((a, b) => a.start - b.start || b.text.length - a.text.length);
      let end = -1;
      return found.filter((one) => {
        if (one.start < end) return false;
        end = one.start + one.text.length;
        return true;
      });
    },

    /** Return what looks like a telephone or a document number: such a text is refused. */
    numbers: (text) => [...numbers(text)].map((one) => one.text),
  };
}

function part(text, found, telling) {
  const written = text.slice(found.index, found.index + found[0].length);
  return { telling, text: written.trim(), start: found.index };
}

/** Small letters without accents, letter for letter as long as it was. */
function folded(text) {
  return text.replace(/\p{L}/gu, (letter) => letter.normalize("NFD")[0]).toLowerCase();
}

function spans(text, places) {
  const plain = folded(text);
  return places.filter((place) => place.trim()).flatMap((place) => {
    const name = folded(place).replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
    return [...plain.matchAll(new RegExp(`\\b${name}\\b`, "gu"))].map((one) => [one.index, one.index + one[0].length]);
  });
}

function beginsSentence(before) {
  const left = before.replace(/[ \t"'«»¿¡(-]+$/u, "");
  return !left || ".!?\n:;".includes(left.at(-1));
}
