// Tells, on the pages of a meeting, when notes of it that were typed in this browser are not sent yet; signing asks first.
"use strict";

(async () => {
  const box = document.querySelector("[data-minutes-left]");
  if (!box || !("indexedDB" in window)) return;
  const asPromise = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  let left = 0;
  try {
    const opening = indexedDB.open("bien-ban", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("notes", { keyPath: "id" });
    const database = await asPromise(opening);
    const prefix = `${document.body.dataset.account}:${box.dataset.minutesLeft}:`;
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const notes = await asPromise(database.transaction("notes").objectStore("notes").getAll(range));
    left = notes.filter((note) => note.dirty && (note.text.trim() || note.is_deleted)).length;
    database.close();
  } catch {
    return;
  }
  if (!left) return;
  box.querySelector("[data-count]").textContent = left;
  box.hidden = false;
  for (const button of document.querySelectorAll("[data-signs]")) {
    button.addEventListener("click", (event) => {
      if (!confirm(`Còn ${left} ghi chép trên máy này chưa gửi; ký rồi thì không đưa vào biên bản được. Vẫn ký?`)) event.preventDefault();
    });
  }
})();
