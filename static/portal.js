// The portal's few behaviours. Every page works without them; each hangs on a data attribute:
//   data-poll="<url>"      the element's content is fetched again until it holds an element with data-poll-done
//   data-guard             on a form: warns before leaving with unsaved changes ("unsaved": it came so)
//   data-either            a choice or a figure of one's own: taking one of them lets go of the other
//   data-whole             a tick that stands for all data-branch ticks of its fieldset, and follows them
//   data-tick-rest         a button: the first choice for every fieldset of its form in which nothing is chosen yet
//   data-repeat            a button: into the boxes of its group goes what stands in their data-before
//   data-copy="<id>"       a button: the text of that field goes to the clipboard; where that fails it is selected
//   data-send-quietly      on a form: sent once the page is open, without leaving it ("đã xem")
//   data-drop              on <details>: closes on Escape, on a click elsewhere
"use strict";

const POLL_MS = 2000;
const POLL_SLOW_MS = 8000; // after an error: the network may be weak, the server may be restarting

function poll(box) {
  const warning = document.createElement("p");
  warning.className = "poll-warning";
  warning.textContent = "Mất kết nối với máy chủ, đang thử lại…";

  async function refresh() {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (!answer.ok) throw new Error(answer.statusText);
      const html = await answer.text();
      if (html !== box.dataset.shown) {
        box.innerHTML = html;
        box.dataset.shown = html;
      }
      warning.remove();
      if (!box.querySelector("[data-poll-done]")) setTimeout(refresh, POLL_MS);
    } catch {
      box.after(warning);
      setTimeout(refresh, POLL_SLOW_MS);
    }
  }
  if (!box.querySelector("[data-poll-done]")) setTimeout(refresh, POLL_MS);
}

function guardChanges(form) {
  // A form that came back with errors holds text that is not saved either.
  let isDirty = form.dataset.guard === "unsaved" || form.querySelector(".invalid-feedback") !== null;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  form.addEventListener("reset", () => { isDirty = false; }); // what was typed was given up (drafts.js)
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

function eitherOr(box) {
  const picks = box.querySelectorAll("input[type=radio]");
  const own = box.querySelector("input[type=text]");
  own.addEventListener("input", () => {
    if (own.value) picks.forEach((pick) => { pick.checked = false; });
  });
  picks.forEach((pick) => pick.addEventListener("change", () => { own.value = ""; }));
}

function wholeLine(whole) {
  const branches = [...whole.closest("fieldset").querySelectorAll("[data-branch]")];
  const follow = () => { whole.checked = branches.every((branch) => branch.checked); };
  // Not ticked by the server: without this script nobody could take one of the branches out again.
  whole.defaultChecked = branches.every((branch) => branch.defaultChecked);
  whole.addEventListener("change", () => branches.forEach((branch) => { branch.checked = whole.checked; }));
  whole.form.addEventListener("change", follow);
  follow();
}

function tickRest(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const row of button.form.querySelectorAll("fieldset")) {
      const picks = [...row.querySelectorAll("input[type=radio]")];
      if (!picks.some((pick) => pick.checked)) picks[0].checked = true;
    }
    button.dispatchEvent(new Event("input", { bubbles: true })); // kept and guarded as if ticked one by one
  });
}

function repeatFigures(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.closest("[role=group]").querySelectorAll("[data-before]")) {
      box.value = box.dataset.before;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

function copyText(button) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  const say = (words) => {
    button.textContent = words;
    setTimeout(() => { button.textContent = label; }, 4000);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      say("Đã chép ✓");
    } catch { // no clipboard without HTTPS
      field.focus();
      field.select();
      say("Bấm Ctrl+C để chép");
    }
  });
}

function sendQuietly(form) {
  // Where it cannot be sent, the page's own button says as much and more.
  fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } }).catch(() => {});
}

function closeDrops(event) {
  for (const drop of document.querySelectorAll("[data-drop][open]")) {
    if (event.type === "click" && drop.contains(event.target)) continue;
    if (event.type === "keydown" && drop.contains(document.activeElement)) drop.querySelector("summary").focus();
    drop.open = false;
  }
}

document.querySelectorAll("[data-poll]").forEach(poll);
document.querySelectorAll("form[data-guard]").forEach(guardChanges);
document.querySelectorAll("[data-either]").forEach(eitherOr);
document.querySelectorAll("[data-whole]").forEach(wholeLine);
document.querySelectorAll("[data-tick-rest]").forEach(tickRest);
document.querySelectorAll("[data-repeat]").forEach(repeatFigures);
document.querySelectorAll("[data-copy]").forEach(copyText);
document.querySelectorAll("form[data-send-quietly]").forEach(sendQuietly);
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
document.addEventListener("click", closeDrops);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrops(event); });
