// The review queue by keyboard. Without this file every button still works by itself.
"use strict";

(() => {
  const desk = () => document.querySelector("[data-desk]");
  if (!desk()) return;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape" && event.target.matches("[data-note]")) { desk().focus(); return; }
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const note = key === "n" && desk().querySelector("[data-note]");
    const button = /^[12su]$/.test(key) && desk().querySelector(`[data-key="${key}"]`);
    if (note) note.focus();
    else if (button) button.click();
    else return;
    event.preventDefault();
  });

  // The next pair takes the place of the last: the reader's place goes with it.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "desk") desk().focus({ preventScroll: false });
  });
  document.body.addEventListener("htmx:responseError", () => location.reload());
})();
