// What is typed into a form with data-autosave="<url>" is kept on the server every few seconds while it is typed,
// beside what drafts.js keeps in the browser. data-autosave-said says when; data-autosave-offer (an older text from the
// server) goes away where the browser itself had a newer one. Sending the form ends it: the server forgets what it kept.
"use strict";

(() => {
  const WAIT_MS = 4000;
  const AGAIN_MS = 15000; // after an error: the network may be weak
  const FAILED = "Chưa lưu tạm lên máy chủ được: mất mạng hoặc hết phiên đăng nhập. Chữ vẫn giữ trên máy này.";

  function autosave(form) {
    const said = document.querySelector("[data-autosave-said]");
    const offer = document.querySelector("[data-autosave-offer]");
    let waiting = null;
    let sending = null;

    if (offer && "restored" in form.dataset) offer.hidden = true;

    async function send() {
      waiting = null;
      sending = new AbortController();
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
          redirect: "error", signal: sending.signal,
        });
        said.textContent = (await answer.json()).words;
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
    form.addEventListener("submit", stop);
    form.addEventListener("reset", stop);
  }

  document.querySelectorAll("form[data-autosave]").forEach(autosave);
})();
