// The queue of spellings by keyboard. Without this file every button still works by itself.
"use strict";

(() => {
  const list = document.querySelector("[data-spellings]");
  if (!list) return;
  const all = () => [...list.querySelectorAll("[data-spelling]")];
  const waiting = () => all().filter((item) => !item.hasAttribute("data-done"));
  let undone = []; // ids of what was decided here, the last at the end

  const current = () => document.activeElement && document.activeElement.closest("[data-spelling]");
  const go = (item) => {
    const more = document.querySelector("[data-more] a");
    (item || more).focus();
    (item || more).scrollIntoView({ block: "nearest" });
  };
  const after = (item) => {
    const items = all();
    const from = items.indexOf(item);
    return items.slice(from + 1).find((one) => !one.hasAttribute("data-done")) || waiting()[0];
  };
  const step = (by) => {
    const items = waiting();
    const at = items.indexOf(current());
    go(items[Math.min(Math.max(at + by, 0), items.length - 1)]);
  };
  const undo = () => {
    const id = undone.pop();
    const item = id && document.getElementById(id);
    const button = item && item.querySelector("[data-undo]");
    if (button) button.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "s") step(1);
    else if (key === "k") step(-1);
    else if (key === "u") undo();
    else {
      const item = current() || waiting()[0];
      const button = item && /^[1-5nowb]$/.test(key) && item.querySelector(`[data-key="${key}"]`);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    const item = document.getElementById(event.detail.target.id);
    if (!item || !list.contains(item)) return;
    if (item.hasAttribute("data-done")) {
      undone = [...undone.filter((id) => id !== item.id), item.id];
      go(after(item));
    } else go(item);
  });

  document.body.addEventListener("htmx:responseError", () => location.reload());
})();
