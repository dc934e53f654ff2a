// The matrix as a sheet (form[data-grid]): arrow keys go from box to box, Enter goes down, Escape takes the stored
// figure back, and a column or a block copied in Excel is pasted from the box on. Only changed boxes are sent.
// Without this script it is a form like any other.
"use strict";

(() => {
  const MOST_ROWS = 2000;

  function sheet(form) {
    const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("input")));
    const boxes = rows.flat().filter(Boolean);
    const say = form.querySelector("[data-grid-say]");
    const count = form.querySelector("[data-grid-count]");
    const isChanged = (box) => box.value.trim() !== box.dataset.was;

    function placeOf(box) {
      const cell = box.closest("td");
      return [cell.parentElement.sectionRowIndex, cell.cellIndex - 1];
    }

    function show() {
      for (const box of boxes) box.classList.toggle("is-changed", isChanged(box));
      const changed = boxes.filter(isChanged).length;
      count.textContent = changed ? `${changed} ô thay đổi, chưa lưu` : "";
    }

    function tell(words) {
      say.textContent = words;
      say.hidden = !words;
      if (words) say.scrollIntoView({ block: "nearest" });
    }

    // The next box in that direction; squares without one are stepped over.
    function step(box, down, right) {
      let [row, column] = placeOf(box);
      do {
        row += down;
        column += right;
        if (!rows[row] || column < 0 || column >= rows[row].length) return;
      } while (!rows[row][column]);
      rows[row][column].focus();
    }

    // Left and right move within the text first, unless all of it is selected.
    function isAtEdge(box, right) {
      const { selectionStart: from, selectionEnd: to, value } = box;
      return (from === 0 && to === value.length) || (from === to && from === (right > 0 ? value.length : 0));
    }

    const KEYS = {
      ArrowUp: (box) => step(box, -1, 0),
      ArrowDown: (box) => step(box, 1, 0),
      ArrowLeft: (box) => isAtEdge(box, -1) && step(box, 0, -1),
      ArrowRight: (box) => isAtEdge(box, 1) && step(box, 0, 1),
      Enter: (box, event) => step(box, event.shiftKey ? -1 : 1, 0),
      Escape: (box) => fill(box, box.dataset.was),
    };

    function onKey(event) {
      const box = event.target;
      if (!boxes.includes(box) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const act = KEYS[event.key];
      const isMove = event.key === "ArrowLeft" || event.key === "ArrowRight";
      if (!act || (box.list && !isMove)) return; // the other keys choose from the list
      if (!isMove || isAtEdge(box, event.key === "ArrowRight" ? 1 : -1)) event.preventDefault();
      act(box, event);
    }

    function fill(box, value) {
      box.value = value;
      box.select();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // The block as rows of texts; Excel ends it with a line break.
    const blockOf = (text) => text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((value) => value.trim()));

    // Every text of the block with its box, or the sentence that refuses the whole block.
    function plan(block, [top, left]) {
      const room = rows.length - top;
      const width = Math.max(...block.map((line) => line.length));
      const lines = block.length.toLocaleString("vi-VN");
      if (block.length > Math.min(room, MOST_ROWS)) return [`Đoạn dán có ${lines} dòng mà từ ô này xuống chỉ có ${room} dòng. Chưa ô nào bị đổi; hãy chép đúng số dòng rồi dán lại.`];
      if (width > rows[top].length - left) return [`Đoạn dán có ${width} cột mà từ ô này sang phải chỉ có ${rows[top].length - left} cột. Chưa ô nào bị đổi; hãy chọn ô khác rồi dán lại.`];
      const found = [];
      for (const [down, line] of block.entries()) {
        for (const [right, value] of line.entries()) {
          if (!value) continue;
          const box = rows[top + down][left + right];
          if (!box) return [`“${value.slice(0, 20)}” ở dòng ${down + 1}, cột ${right + 1} của đoạn dán rơi vào ô không nhập được. Chưa ô nào bị đổi; hãy chép lại cho khớp với bảng.`];
          found.push([box, value]);
        }
      }
      return [null, found];
    }

    function onPaste(event) {
      const box = event.target;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!boxes.includes(box) || !/[\t\r\n]/.test(text.replace(/[\r\n]+$/, ""))) return; // one figure: as everywhere
      event.preventDefault();
      const [refusal, found] = plan(blockOf(text), placeOf(box));
      tell(refusal ?? "");
      if (refusal) return;
      for (const [target, value] of found) {
        target.value = value.slice(0, target.maxLength);
        target.dispatchEvent(new Event("input", { bubbles: true }));
      }
      show();
    }

    form.addEventListener("keydown", onKey);
    form.addEventListener("paste", onPaste);
    form.addEventListener("focusin", (event) => { if (boxes.includes(event.target)) event.target.select(); });
    form.addEventListener("input", () => { tell(""); show(); });
    form.addEventListener("change", show);
    form.addEventListener("reset", () => setTimeout(show));
    form.addEventListener("submit", () => setTimeout(() => { for (const box of boxes) box.disabled = !isChanged(box); }));
    window.addEventListener("pageshow", () => { for (const box of boxes) box.disabled = false; show(); });
  }

  document.querySelectorAll("form[data-grid]").forEach(sheet);
})();
