// A passkey that was not given is said on the page; the library would only write it to the console.
"use strict";

document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-failed]");
  if (!place) return;
  event.preventDefault();
  place.hidden = false;
});
