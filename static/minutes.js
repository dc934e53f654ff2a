// Minutes that are never lost: every keystroke is kept in this browser (IndexedDB) and sent when there is a line.
//
// A note is {key, kind, item, unit, speaker, text, due_on, vote, votes_…, base, is_deleted}; `base` is the version it
// was typed on. Beside it stand here: `dirty` (typed since it was last taken), `typed` (counts keystrokes, so that what
// is typed while a sending is under way is sent again), `made` (its place among those of this machine), `theirs` (what
// another device made of it, until one decides).
// Notes of another account on this browser are neither shown nor sent.
"use strict";

(() => {
  const box = document.querySelector("[data-minutes]");
  if (!box) return;
  const account = document.body.dataset.account;
  const meeting = box.dataset.meeting;
  const said = box.querySelector("[data-said]");
  const loginBox = box.querySelector("[data-login-box]");
  const SEND_MS = 1500, AGAIN_MS = 8000, LOOK_MS = 20000;
  const KINDS = { remark: "Ý kiến", proposal: "Đề xuất", conclusion: "Kết luận" };
  const VOTES = ["votes_for", "votes_against", "votes_other"];
  const FIELDS = ["speaker", "text", "unit", "due_on", "vote", ...VOTES];
  const SENT = ["key", "kind", "item", ...FIELDS, "base", "is_deleted"];
  const notes = new Map();
  let database = null, sending = false, timer = null, token = "", closed = box.hasAttribute("data-closed");

  const now = () => { const at = new Date(); return `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`; };
  function say(words, tone = "") { said.textContent = words; said.dataset.tone = tone; }
  const waiting = () => [...notes.values()].filter((note) => note.dirty);

  // --- On this machine ------------------------------------------------------------------------------------------

  const asPromise = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

  async function openDatabase() {
    const opening = indexedDB.open("bien-ban", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("notes", { keyPath: "id" });
    return asPromise(opening);
  }

  const store = (mode) => database.transaction("notes", mode).objectStore("notes");
  const idOf = (note) => `${account}:${meeting}:${note.key}`;

  async function keep(note) {
    if (!database) return;
    await asPromise(store("readwrite").put({ ...note, id: idOf(note) }));
  }

  async function forget(note) {
    if (database) await asPromise(store("readwrite").delete(idOf(note)));
  }

  async function kept() {
    if (!database) return [];
    const own = IDBKeyRange.bound(`${account}:${meeting}:`, `${account}:${meeting}:\uffff`);
    const found = await asPromise(store("readonly").getAll(own));
    return found.sort((one, other) => (one.made ?? 0) - (other.made ?? 0));
  }

  // --- On the page ----------------------------------------------------------------------------------------------

  function sectionOf(item) {
    return box.querySelector(`[data-item="${item ?? ""}"]`) ?? box.querySelector('[data-item=""]');
  }

  function elementOf(note) {
    return box.querySelector(`.minutes-note[data-key="${note.key}"]`);
  }

  function draw(note) {
    let card = elementOf(note);
    if (note.is_deleted) { card?.remove(); return null; }
    if (!card) {
      card = document.getElementById("mau-ghi").content.firstElementChild.cloneNode(true);
      card.dataset.key = note.key;
      card.dataset.kind = note.kind;
      card.querySelector("[data-kind]").textContent = KINDS[note.kind];
      if (note.kind === "conclusion") {
        card.querySelector("[data-label]").textContent = "Người phụ trách";
        card.querySelector('[data-of="unit"]').open = true; // who does it, by when
      } else {
        card.querySelector("summary").textContent = "Đơn vị";
        for (const part of card.querySelectorAll('[data-of="due_on"], [data-of="vote"]')) part.remove();
      }
      listen(card, note.key);
      sectionOf(note.item).querySelector("[data-notes]").append(card);
    }
    for (const field of card.querySelectorAll("[data-field]")) {
      if (field !== document.activeElement) field.value = note[field.dataset.field] ?? "";
      field.disabled = closed;
    }
    card.querySelector("[data-state]").textContent = note.refused ?? (note.dirty ? "trên máy này" : "");
    const conflict = card.querySelector("[data-conflict]");
    conflict.hidden = !note.theirs;
    if (note.theirs) {
      card.querySelector("[data-theirs]").textContent = [note.theirs.speaker, note.theirs.text].filter(Boolean).join(": ");
    }
    return card;
  }

  function listen(card, key) {
    card.addEventListener("input", (event) => {
      const name = event.target.dataset.field;
      if (!name) return;
      change(notes.get(key), { [name]: event.target.value });
    });
    for (const pick of card.querySelectorAll("[data-due]")) {
      pick.addEventListener("click", () => {
        card.querySelector('[data-field="due_on"]').value = pick.dataset.due;
        change(notes.get(key), { due_on: pick.dataset.due });
      });
    }
    card.querySelector("[data-delete]").addEventListener("click", () => {
      const note = notes.get(key);
      if (note.text && !confirm("Xóa ghi chép này?")) return;
      change(note, { is_deleted: true });
      draw(note);
    });
    for (const button of card.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => decide(notes.get(key), button.dataset.keep));
    }
  }

  function decide(note, choice) {
    const theirs = note.theirs;
    const words = { mine: note.text, theirs: theirs.text, both: `${note.text}\n${theirs.text}` }[choice];
    const rest = choice === "theirs" ? Object.fromEntries(FIELDS.map((name) => [name, theirs[name] ?? ""])) : {};
    document.activeElement?.blur();
    change(note, { ...rest, text: words, base: theirs.base, theirs: null });
    draw(note);
  }

  async function change(note, values) {
    Object.assign(note, values, { dirty: true, typed: (note.typed ?? 0) + 1, refused: null });
    const state = elementOf(note)?.querySelector("[data-state]");
    if (state) state.textContent = "trên máy này";
    say("Đang lưu…");
    try {
      await keep(note);
      say(`Đã lưu trên máy lúc ${now()}${navigator.onLine ? ", đang gửi lên hệ thống…" : "; chưa có mạng."}`);
    } catch {
      say("Trình duyệt không giữ được chữ (hết chỗ hoặc bị chặn): đừng đóng trang trước khi gửi xong.", "warn");
    }
    plan(SEND_MS);
  }

  function add(kind, item, text = "") {
    const note = {
      ...Object.fromEntries(FIELDS.map((name) => [name, ""])),
      key: crypto.randomUUID?.() ?? madeKey(), kind, item, base: 0, is_deleted: false,
      made: 1 + Math.max(0, ...[...notes.values()].map((other) => other.made ?? 0)),
    };
    notes.set(note.key, note);
    const card = draw(note);
    if (text) change(note, { text }).then(() => draw(note));
    else card.querySelector('[data-field="text"]').focus();
    card.scrollIntoView({ block: "nearest" });
  }

  // randomUUID is missing on a page without TLS.
  function madeKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // --- To the server --------------------------------------------------------------------------------------------

  function plan(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  class LoggedOut extends Error {}

  async function ask(options) {
    const answer = await fetch(box.dataset.minutes, { redirect: "manual", ...options });
    if (answer.type === "opaqueredirect") throw new LoggedOut();
    return answer;
  }

  async function freshToken() {
    const answer = await ask({ headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    token = told.token;
    return told;
  }

  async function post(changes, again = true) {
    if (!token) await freshToken();
    const answer = await ask({
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ changes }),
    });
    // The token ends with the login.
    if (answer.status === 403 && again) { token = ""; return post(changes, false); }
    return answer;
  }

  async function send() {
    if (sending || closed) return;
    sending = true;
    const going = waiting().filter((note) => !note.theirs && (note.text.trim() || note.is_deleted));
    const sent = new Map(going.map((note) => [note.key, note.typed]));
    try {
      const answer = going.length ? await post(going.map(plain)) : null;
      const told = answer ? await answer.json() : await freshToken();
      if (answer?.status === 409) return close(told.words);
      if (answer && !answer.ok) throw new Error(told.words);
      token = told.token;
      await take(told, sent);
      loginBox.hidden = true;
      finish();
    } catch (error) {
      if (error instanceof LoggedOut) askLogin();
      else if (waiting().length) say(`Đã lưu trên máy; chưa gửi được lên hệ thống (mất mạng?). Tự gửi lại khi có mạng.`, "warn");
      else say("Đang không có mạng. Cứ ghi: chữ được giữ trên máy này.", "warn");
      plan(AGAIN_MS);
    } finally {
      sending = false;
    }
  }

  // Leaving: what was typed a moment ago goes first; what cannot go is told.
  async function leave(event) {
    const unsent = () => waiting().filter((note) => note.text.trim() || note.is_deleted).length;
    if (!unsent() || closed) return;
    event.preventDefault();
    clearTimeout(timer);
    say("Đang gửi trước khi rời trang…");
    for (let tries = 0; sending && tries < 50; tries += 1) await new Promise((done) => setTimeout(done, 100));
    await send();
    const left = unsent();
    const words = `Còn ${left} ghi chép chưa gửi được, vẫn giữ trên máy này. Vẫn rời trang?`;
    if (!left || confirm(words)) location.href = event.target.href;
  }

  const plain = (note) => Object.fromEntries(SENT.map((name) => [name, note[name]]));

  async function take(told, sent) {
    for (const [key, typed] of sent) {
      const note = notes.get(key);
      if (key in told.saved) {
        note.base = told.saved[key];
        if (note.typed === typed) note.dirty = false;
      } else if (key in told.conflicts) note.theirs = told.conflicts[key];
      else if (key in told.refused) note.refused = told.refused[key];
      if (note.is_deleted && !note.dirty) { notes.delete(key); await forget(note); } else await keep(note);
      draw(note);
    }
    await merge(told.notes, true);
  }

  // What the server has, save where something is typed here that it does not know. The page itself may be an old
  // one, opened without a line: only an answer of this moment (`isLive`) takes notes away.
  async function merge(theirs, isLive) {
    const known = new Set(theirs.map((note) => note.key));
    for (const note of theirs) {
      const own = notes.get(note.key);
      if (own?.dirty || (!isLive && own?.base >= note.base)) continue;
      const merged = { ...own, ...note, unit: note.unit ?? "" };
      notes.set(note.key, merged);
      draw(merged);
      await keep(merged);
    }
    for (const note of isLive ? [...notes.values()] : []) {
      if (note.dirty || known.has(note.key) || !note.base) continue;
      notes.delete(note.key);
      elementOf(note)?.remove();
      await forget(note);
    }
  }

  function finish() {
    const left = waiting().filter((note) => note.text.trim());
    const unsettled = left.filter((note) => note.theirs || note.refused).length;
    if (unsettled) say(`${unsettled} chỗ cần xem lại; chữ vẫn giữ trên máy này.`, "warn");
    else if (left.length) { say("Đang gửi tiếp…"); plan(SEND_MS); return; }
    else say(`Đã lưu lên hệ thống lúc ${now()}.`);
    plan(LOOK_MS);
  }

  function close(words) {
    closed = true;
    say(words + (waiting().length ? " Chữ chưa gửi vẫn giữ trên máy này." : ""), "warn");
    for (const note of notes.values()) draw(note);
  }

  // --- An expired login -----------------------------------------------------------------------------------------

  function askLogin() {
    loginBox.hidden = false;
    say("Phiên đăng nhập đã hết: chữ giữ trên máy này, đăng nhập lại để gửi.", "warn");
  }

  loginBox.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const wrong = loginBox.querySelector("[data-login-said]");
    wrong.hidden = true;
    try {
      const page = await (await fetch(box.dataset.login)).text();
      const hidden = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
      const body = new FormData(form);
      if (hidden) body.append("csrfmiddlewaretoken", hidden.value);
      await fetch(box.dataset.login, { method: "POST", body });
      token = "";
      await freshToken();
      form.elements.password.value = "";
      loginBox.hidden = true;
      send();
    } catch (error) {
      wrong.textContent = error instanceof LoggedOut
        ? "Sai tên đăng nhập hoặc mật khẩu. Hãy nhập lại."
        : "Chưa có mạng. Hãy thử lại sau; chữ vẫn giữ trên máy này.";
      wrong.hidden = false;
    }
  });

  // --- Opened ---------------------------------------------------------------------------------------------------

  async function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    const registration = await navigator.serviceWorker.register(box.dataset.worker);
    await navigator.serviceWorker.ready;
    const parts = [
      location.pathname,
      ...[...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.href),
      ...[...document.querySelectorAll("script[src]")].map((script) => script.src),
    ];
    navigator.serviceWorker.addEventListener("message", () => { box.dataset.kept = "yes"; });
    registration.active.postMessage({ parts });
  }

  async function open() {
    try {
      database = await openDatabase();
      for (const note of await kept()) notes.set(note.key, note);
    } catch {
      database = null;
    }
    await merge(JSON.parse(document.getElementById("ghi-chep").textContent), false);
    for (const note of notes.values()) draw(note);
    for (const button of box.querySelectorAll("[data-add]")) {
      button.disabled = closed;
      button.addEventListener("click", () => {
        const item = button.closest("[data-item]").dataset.item;
        add(button.dataset.add, item ? Number(item) : null, button.dataset.text);
      });
    }
    box.querySelector("[data-leave]").addEventListener("click", leave);
    box.hidden = false;
    box.dataset.opened = "yes";
    const offline = "Trang này cần mở sẵn: khi mất mạng đừng đóng trang.";
    say(waiting().length ? "Còn chữ chưa gửi, đang gửi…" : window.isSecureContext ? "Sẵn sàng." : offline);
    plan(0);
    window.addEventListener("online", () => plan(0));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) plan(0); });
    keepPage().catch(() => null);
  }

  open();
})();
