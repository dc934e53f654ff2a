// One tap puts a sentence the unit wrote elsewhere behind what stands in the box of its report.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const box = document.getElementById(button.dataset.insert);
  const text = button.dataset.text;
  if (!box.value.includes(text)) box.value = box.value.trim() ? `${box.value.trimEnd()}\n- ${text}` : text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  button.disabled = true;
  button.textContent = "Đã đưa vào";
});
