// What is typed into a form with data-autosave="<url>" is kept on the server every few seconds while it is typed,
// beside what drafts.js keeps in the browser. data-autosave-said says when; data-autosave-offer="<moment>" (a text
// the server kept earlier) goes away only where what stands in the form grew out of that very text, as drafts.js
// remembers it in the hidden field "kept": another text stays on the server until its writer has chosen.
// Saving the form ends it: the server forgets the text of that moment.
"use strict";

(() => {
  const WAIT_MS = 4000;
  const AGAIN_MS = 15000; // after an error: the network may be weak
  const FAILED = "Chưa lưu tạm lên máy chủ được: mất mạng hoặc hết phiên đăng nhập. Chữ vẫn giữ trên máy này.";

  function autosave(form) {
    const said = document.querySelector("[data-autosave-said]");
    const offer = document.querySelector("[data-autosave-offer]");
    const kept = form.elements.kept;
    let waiting = null;
    let sending = null;

    function showOffer() {
      if (offer) offer.hidden = kept.value === offer.dataset.autosaveOffer;
    }

    async function send() {
      waiting = null;
      sending = new AbortController();
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
          redirect: "error", signal: sending.signal,
        });
        const told = await answer.json();
        said.textContent = told.words;
        if (told.kept) {
          kept.value = told.kept;
          form.dispatchEvent(new Event("autosaved")); // drafts.js remembers it
        }
      } catch (error) {
        if (error.name === "AbortError") return;
        said.textContent = FAILED;
        waiting ??= setTimeout(send, AGAIN_MS);
      }
      sending = null;
    }

    function stop() {
      clearTimeout(waiting);
      waiting = null;
      sending?.abort();
    }

    form.addEventListener("input", () => { waiting ??= setTimeout(send, WAIT_MS); });
    form.addEventListener("change", showOffer); // drafts.js gave its own text up
    form.addEventListener("submit", stop);
    form.addEventListener("reset", stop);
    showOffer();
  }

  document.querySelectorAll("form[data-autosave]").forEach(autosave);
})();
