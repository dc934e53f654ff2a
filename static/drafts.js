// Nothing typed is ever lost: forms with data-guard are kept on this machine while they are typed into, and filled
// in again when they are opened after an expired login, a dead network or a closed tab.
//
// A draft is the form as it stood: its fields, never passwords, files or the CSRF token, and beside them the hidden
// "version" of the record it was typed on, and "kept" (autosave.js). The version goes back with the text: where somebody saved meanwhile, the server
// answers with the page that shows both texts instead of letting the older draft win unseen.
//
// A draft ends when the form was received, which is told by where its sending led: to another page by a redirect,
// and not to the login. It also ends by the button in its notice, by logging out, and after a week.
"use strict";

(() => {
  const PREFIX = "draft:";
  const SENT = "draft-sent";
  const SAVE_MS = 300;
  const WEEK_MS = 7 * 24 * 3600 * 1000;
  const UNKEPT = ["hidden", "password", "file", "submit", "button", "reset", "image", "fieldset", "output"];

  const account = document.body.dataset.account; // none on the login page
  const here = location.pathname + location.search;

  // Where the browser keeps nothing (full, blocked), the pages work as without drafts.
  const quietly = (attempt) => { try { return attempt(); } catch { return null; } };
  const read = (store, key) => quietly(() => JSON.parse(window[store].getItem(key)));
  const write = (store, key, value) => quietly(() => window[store].setItem(key, JSON.stringify(value)));
  const remove = (store, key) => quietly(() => window[store].removeItem(key));
  const draftKeys = () => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];
  const ofAccount = (name) => `${PREFIX}${name}:`;

  // --- Fields ---------------------------------------------------------------------------------------------------

  const isTick = (box) => box.type === "checkbox" || box.type === "radio";
  const keyOf = (box) => (isTick(box) ? `${box.name}=${box.value}` : box.name);
  const boxesOf = (form) => [...form.elements].filter((box) => box.name && !UNKEPT.includes(box.type));
  const stampsOf = (form) => [...form.querySelectorAll("input[type=hidden][name=version], input[type=hidden][name=kept]")];
  const valuesOf = (stamps) => Object.fromEntries(stamps.map((stamp) => [stamp.name, stamp.value]));
  const setAll = (stamps, values) => { for (const stamp of stamps) stamp.value = values?.[stamp.name] ?? stamp.value; };

  function shown(box) {
    if (isTick(box)) return box.checked;
    if (box.options) return [...box.options].filter((option) => option.selected).map((option) => option.value);
    return box.value;
  }

  // What the page came with, also where the browser has filled in something else since.
  function own(box) {
    if (isTick(box)) return box.defaultChecked;
    if (!box.options) return box.defaultValue;
    const options = [...box.options];
    const chosen = options.filter((option) => option.defaultSelected);
    if (!chosen.length && box.type === "select-one") chosen.push(...options.slice(0, 1));
    return chosen.map((option) => option.value);
  }

  function fill(box, value) {
    if (isTick(box)) box.checked = value;
    else if (!box.options) box.value = value;
    else if (!value.length || [...box.options].some((option) => value.includes(option.value))) {
      for (const option of box.options) option.selected = value.includes(option.value);
    }
  }

  function opened(box) {
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isOwn = (form, fields) => boxesOf(form).every((box) => {
    const key = keyOf(box);
    return !(key in fields) || isSame(fields[key], own(box));
  });

  // --- Notices -----------------------------------------------------------------------------------------------

  function moment(at) {
    const day = new Date(at);
    const time = [day.getHours(), day.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    if (day.toDateString() === new Date().toDateString()) return time;
    return `${time}, ${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`;
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function notice(words, tone, ...more) {
    const box = element("div", { className: `notice notice-${tone}` },
      element("span", { className: "notice-sign" }),
      element("div", {}, element("p", { textContent: words }), ...more));
    box.setAttribute("role", "status");
    box.firstChild.setAttribute("aria-hidden", "true");
    return box;
  }

  function restoredNotice(at, giveUp) {
    const button = element("button", { type: "button", className: "btn", textContent: "Bỏ chữ gõ dở" });
    const words = `Đã khôi phục chữ đồng chí gõ dở lúc ${moment(at)}.`;
    const box = notice(words, "info", element("div", { className: "actions" }, button));
    button.addEventListener("click", () => { box.remove(); giveUp(); });
    return box;
  }

  // Without a line the page stays as it is, with the photos that were chosen; the browser's own page would lead away.
  function stay(event) {
    event.preventDefault();
    const box = notice("Chưa có mạng nên chưa gửi được. Chữ vẫn giữ trên máy này; có mạng lại thì bấm gửi lần nữa.", "warn");
    (event.submitter?.closest(".actions") ?? event.target).before(box);
    box.scrollIntoView({ block: "nearest" });
    window.addEventListener("online", () => box.remove(), { once: true });
    event.target.addEventListener("submit", () => box.remove(), { once: true, capture: true });
  }

  // --- One form -------------------------------------------------------------------------------------------------

  function keepDraft(form, index) {
    const key = `${ofAccount(account)}${index}:${here}`;
    const stamps = stampsOf(form);
    const ownStamps = valuesOf(stamps);
    // What came back from the server (with errors, or as one of two texts) is the last thing that was typed.
    const cameBack = form.dataset.guard === "unsaved" || form.querySelector(".is-invalid, .invalid-feedback, .alert");
    let waiting = null;

    function save() {
      clearTimeout(waiting);
      waiting = null;
      const fields = Object.fromEntries(boxesOf(form).map((box) => [keyOf(box), shown(box)]));
      if (!cameBack && isOwn(form, fields)) remove("localStorage", key);
      else write("localStorage", key, { at: Date.now(), stamps: valuesOf(stamps), fields });
    }

    function restore({ at, stamps: typedOn, fields }) {
      for (const box of boxesOf(form)) {
        if (!(keyOf(box) in fields)) continue;
        fill(box, fields[keyOf(box)]);
        if (!isSame(shown(box), own(box))) opened(box); // nothing is sent that nobody sees
      }
      setAll(stamps, typedOn);
      form.before(restoredNotice(at, giveUp));
      form.dispatchEvent(new Event("change"));
    }

    function giveUp() {
      clearTimeout(waiting);
      waiting = null;
      remove("localStorage", key);
      form.reset();
      setAll(stamps, ownStamps);
      form.dispatchEvent(new Event("change"));
      boxesOf(form)[0]?.focus();
    }

    function later(event) {
      if (event.target === form) return; // said by this script, nothing was typed
      clearTimeout(waiting);
      waiting = setTimeout(save, SAVE_MS);
    }

    const draft = read("localStorage", key);
    if (cameBack) save();
    else if (draft && isOwn(form, draft.fields)) remove("localStorage", key);
    else if (draft) restore(draft);

    form.addEventListener("autosaved", save);
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", (event) => {
      save();
      if (navigator.onLine) write("sessionStorage", SENT, { key, from: location.origin + here });
      else stay(event);
    });
    window.addEventListener("pagehide", () => { if (waiting) save(); });
  }

  // --- The page -------------------------------------------------------------------------------------------------

  // What was sent before this page: a form that was received, or the wish to log out.
  function settleWhatWasSent() {
    const sent = read("sessionStorage", SENT);
    if (!sent) return;
    remove("sessionStorage", SENT);
    if (sent.logout && !account) {
      draftKeys().filter((key) => key.startsWith(ofAccount(sent.logout))).forEach((key) => remove("localStorage", key));
    }
    const [way] = performance.getEntriesByType("navigation");
    if (sent.key && account && way?.redirectCount && document.referrer === sent.from) remove("localStorage", sent.key);
  }

  function dropOldDrafts() {
    for (const key of draftKeys()) {
      if (!(read("localStorage", key)?.at > Date.now() - WEEK_MS)) remove("localStorage", key);
    }
  }

  settleWhatWasSent();
  dropOldDrafts();
  if (!account) return;
  document.querySelectorAll("form[data-guard]").forEach(keepDraft);
  document.querySelectorAll("form[data-logout]").forEach((form) => {
    form.addEventListener("submit", () => write("sessionStorage", SENT, { logout: account }));
  });
})();
