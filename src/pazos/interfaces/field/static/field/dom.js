/** Pieces of the page, made without any text ever being read as markup. */

/** Make an element: attributes, `onclick`-like listeners and children; what is null or false is left out. */
export function el(name, given = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export const button = (text, onclick, given = {}) => el("button", { type: "button", class: "button", onclick, ...given }, text);

export const line = (...children) => el("p", {}, ...children);

/** A note that must be seen: `kind` is "bad", "warn", "good" or "info"; its sign is not a colour alone. */
export function notice(kind, ...children) {
  const signs = { bad: "✕", warn: "!", good: "✓", info: "i" };
  return el("div", { class: `notice ${kind}` }, el("span", { class: "sign", "aria-hidden": "true" }, signs[kind]), el("div", {}, children));
}

/** The frame of a screen: its name, a way back where there is one, and what stands in it. */
export function screen({ title, back, backText, lead }, ...children) {
  const way = back && el("button", { type: "button", class: "back", onclick: back }, el("span", { "aria-hidden": "true" }, "‹ "), backText);
  return el("main", { class: "screen" }, way, el("h1", { tabindex: "-1" }, title), lead && el("p", { class: "lead" }, lead), children);
}

/** A list of things to press, each with a line below its name. */
export function rows(items) {
  const row = ({ name, about, mark, onclick }) =>
    el("li", {}, el("button", { type: "button", class: "row", onclick },
      el("span", { class: "row-name" }, name, mark), about && el("span", { class: "row-about" }, about)));
  return el("ul", { class: "rows" }, items.map(row));
}

/** A section with its heading. */
export const part = (title, ...children) => el("section", { class: "part" }, el("h2", {}, title), children);
