// Marking rows of a list: all at once, and how many. Without this file every box still works by itself.
"use strict";

(() => {
  const form = document.querySelector("form[data-choose]");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll('input[name="chosen"]')];
  const all = form.querySelector("[data-all]");
  const count = form.querySelector("[data-chosen]");
  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    if (count) count.textContent = chosen ? `${chosen} / ${boxes().length}` : "";
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      boxes().forEach((box) => { box.checked = all.checked; });
      tell();
    });
  }
  form.addEventListener("change", tell);
  tell();
})();
