// A page of street work that stays open: it sounds when somebody calls for help, if its reader wants that.
// Without this file the calls still stand at the head of every page.
"use strict";

// Whoever keeps a board open must know when it has gone deaf: signed out, or without a connection.
(() => {
  const lost = document.querySelector("[data-lost]");
  if (!lost) return;
  const ours = (event) => event.detail.elt && event.detail.elt.id === "calls";
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "calls-now") return;
    const heard = event.detail.xhr.status === 200 && event.detail.xhr.responseText.includes('id="calls-now"');
    event.detail.shouldSwap = heard;
    lost.hidden = heard;
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => {
    document.body.addEventListener(name, (event) => { if (ours(event)) lost.hidden = false; });
  });
})();

(() => {
  const button = document.querySelector("[data-listen]");
  const said = document.querySelector("[data-listening]");
  if (!button || !window.AudioContext) return;
  let sound = null;
  let known = new Set();

  const calling = () => {
    const now = document.getElementById("calls-now");
    return new Set(now ? now.dataset.calls.split(" ").filter(Boolean) : []);
  };
  const beep = (from) => {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = from % 2 ? 660 : 880;
    loud.gain.setValueAtTime(0.25, sound.currentTime + from * 0.3);
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + from * 0.3 + 0.25);
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + from * 0.3);
    tone.stop(sound.currentTime + from * 0.3 + 0.28);
  };
  // A call that nobody answers sounds again at every look; one that was answered is silent.
  const look = () => {
    const now = calling();
    if (sound && now.size) [0, 1, 2, 3].forEach(beep);
    known = now;
    document.title = document.title.replace(/^\(!\) /, "");
    if (known.size) document.title = `(!) ${document.title}`;
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    said.hidden = !on;
    if (on) { sound = sound || new AudioContext(); sound.resume(); beep(0); } else if (sound) { sound.close(); sound = null; }
  });
  document.body.addEventListener("htmx:afterSettle", look);
  look();
})();
