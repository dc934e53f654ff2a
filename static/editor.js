// The editor of a paper's text, on top of django-prose-editor's built files (Tiptap, ProseMirror). On its page:
//   data-editor="<url>"       around a textarea of restricted HTML (documents/content.py): the editor's own module;
//                             data-picture-url is the address of a picture, with KEY where its key stands
//   data-do="<command>"       a button of the toolbar; data-block: the choice of a paragraph's level
//   data-when="table"         shown while the cursor is in a table
//   data-insert-picture       a button that puts the picture of that key where the cursor is
//   data-picture-form         uploads a picture without leaving the page; its answer is the panel around it
//   data-add-line="<id>"      a button that adds its data-line to that textarea
// The textarea stays what is sent: without this script one edits it as it is. What comes from elsewhere is tidied first
// (editor-tidying.js, whose address is data-tidying).

const ALIGNMENTS = ["left", "center", "right"];

// --- What the paper is made of --------------------------------------------------------------------------------------

const widths = (text) => {
  const found = (text ?? "").split(",").map((width) => Number.parseInt(width, 10));
  return found.every((width) => width > 0) ? found : null;
};

function extensionsOf(prose, keyOf, pictureUrl, placeholder) {
  const align = {
    default: null,
    parseHTML: (element) => (ALIGNMENTS.includes(element.getAttribute("align")) ? element.getAttribute("align") : null),
    renderHTML: ({ align: side }) => (side ? { style: `text-align: ${side}` } : {}),
  };
  const colwidth = {
    default: null,
    parseHTML: (element) => widths(element.dataset.colwidth),
    renderHTML: ({ colwidth: found }) => (found ? { "data-colwidth": found.join(",") } : {}),
  };
  const cell = {
    content: "paragraph+",
    addAttributes() { return { ...this.parent(), align, colwidth }; },
  };
  const Picture = prose.Node.create({
    name: "picture",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    addAttributes() { return { key: { rendered: false }, alt: { default: "", rendered: false } }; },
    parseHTML() {
      const found = (image) => (keyOf(image) ? { key: keyOf(image), alt: image.getAttribute("alt") ?? "" } : false);
      return [
        {
          tag: "figure",
          getAttrs: (figure) => found(figure.querySelector("img")),
          contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption"),
        },
        { tag: "img", getAttrs: found },
      ];
    },
    renderHTML({ node: { attrs } }) {
      const image = ["img", { src: pictureUrl.replace("KEY", attrs.key), alt: attrs.alt }];
      return ["figure", image, ["figcaption", 0]];
    },
  });

  return [
    prose.Document, prose.Text, prose.HardBreak, prose.History, prose.Gapcursor, prose.Dropcursor,
    prose.Paragraph.extend({ addAttributes() { return { align }; } }),
    prose.Heading.configure({ levels: [2, 3, 4] }),
    prose.Bold, prose.Italic, prose.Underline,
    prose.Subscript.extend({ excludes: "superscript" }),
    prose.Superscript.extend({ excludes: "subscript" }),
    prose.BulletList, prose.OrderedList.configure({ enableListAttributes: false }),
    prose.ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
    prose.Table.configure({ resizable: true, cellMinWidth: 40, renderWrapper: false }),
    prose.TableRow, prose.TableCell.extend(cell), prose.TableHeader.extend(cell),
    Picture,
    prose.TrailingNode,
    prose.Placeholder.configure({ placeholder }),
  ];
}

// --- The toolbar ----------------------------------------------------------------------------------------------------

const COMMANDS = {
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  underline: (chain) => chain.toggleUnderline(),
  superscript: (chain) => chain.toggleSuperscript(),
  subscript: (chain) => chain.toggleSubscript(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  addRowBefore: (chain) => chain.addRowBefore(),
  addRow: (chain) => chain.addRowAfter(),
  deleteRow: (chain) => chain.deleteRow(),
  addColumnBefore: (chain) => chain.addColumnBefore(),
  addColumn: (chain) => chain.addColumnAfter(),
  deleteColumn: (chain) => chain.deleteColumn(),
  headerRow: (chain) => chain.toggleHeaderRow(),
  mergeCells: (chain) => chain.mergeCells(),
  splitCell: (chain) => chain.splitCell(),
  deleteTable: (chain) => chain.deleteTable(),
  alignLeft: (chain, editor) => aligned(chain, editor, "left"),
  alignCenter: (chain, editor) => aligned(chain, editor, "center"),
  alignRight: (chain, editor) => aligned(chain, editor, "right"),
  alignNone: (chain, editor) => aligned(chain, editor, null),
};

const isInTable = (editor) => editor.isActive("table");
const aligned = (chain, editor, side) =>
  (isInTable(editor) ? chain.setCellAttribute("align", side) : chain.updateAttributes("paragraph", { align: side }));

function alignmentOf(editor) {
  const holder = ["tableHeader", "tableCell"].find((name) => editor.isActive(name)) ?? "paragraph";
  return editor.getAttributes(holder).align ?? null;
}

const SIDES = { alignLeft: "left", alignCenter: "center", alignRight: "right", alignNone: null };
const isOn = (editor, name) => (name in SIDES ? alignmentOf(editor) === SIDES[name] : editor.isActive(name));

function wireToolbar(bar, editor) {
  const block = bar.querySelector("[data-block]");
  const buttons = [...bar.querySelectorAll("[data-do]")];
  const tools = [...bar.querySelectorAll("[data-do], [data-block]")];
  const inTable = [...bar.querySelectorAll("[data-when=table]")];
  const shown = () => tools.filter((tool) => tool.offsetParent);

  function refresh() {
    for (const box of inTable) box.hidden = !isInTable(editor);
    for (const button of buttons) {
      const name = button.dataset.do;
      const isPossible = COMMANDS[name](editor.can().chain(), editor).run();
      button.setAttribute("aria-disabled", String(!isPossible));
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(isOn(editor, name)));
    }
    const level = editor.isActive("heading") ? editor.getAttributes("heading").level : "";
    block.value = String(level);
    block.disabled = isInTable(editor);
  }

  // One stop of the Tab key; the arrows go from tool to tool.
  function reach(tool) {
    for (const other of tools) other.tabIndex = other === tool ? 0 : -1;
  }

  bar.addEventListener("mousedown", (event) => { if (event.target.closest("[data-do]")) event.preventDefault(); });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    reach(button);
    COMMANDS[button.dataset.do](editor.chain().focus(), editor).run();
  });
  block.addEventListener("change", () => {
    const level = Number(block.value);
    const chain = editor.chain().focus();
    (level ? chain.setHeading({ level }) : chain.setParagraph()).run();
  });
  bar.addEventListener("focusin", (event) => { if (tools.includes(event.target)) reach(event.target); });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") editor.commands.focus();
    if (event.key === "Enter" && event.target.closest("[data-do]")) {
      event.preventDefault(); // else the key goes on in the text, where the command has put the cursor
      event.target.closest("[data-do]").click();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !tools.includes(event.target)) return;
    event.preventDefault();
    const row = shown();
    row[(row.indexOf(event.target) + step + row.length) % row.length].focus();
  });

  reach(tools[0]);
  editor.on("transaction", refresh);
  refresh();
  bar.hidden = false;
}

// --- One editor -----------------------------------------------------------------------------------------------------

async function start(box) {
  const textarea = box.querySelector("textarea");
  const bar = box.querySelector("[role=toolbar]");
  const said = box.querySelector("[role=status]");
  const prose = await import(box.dataset.editor);
  const { keyOf, tidied } = await import(box.dataset.tidying);
  const pictureUrl = box.dataset.pictureUrl;
  const label = box.querySelector(`label[for="${textarea.id}"]`);
  const paper = document.createElement("div");
  paper.className = "editor-paper";

  const ownPicture = new RegExp(`src="${pictureUrl.replace("KEY", "([0-9a-f]{32})")}"`, "g");

  const tell = (words) => { said.textContent = words; };
  const markup = (editor) => editor.getHTML().replace(ownPicture, 'src="hinh:$1"').replace(/(?:<p><\/p>)+$/, "");

  function pasted(html) {
    const { html: clean, lost, unseen, isOldFont } = tidied(html, { isPasted: true });
    tell([
      lost ? `Đã bỏ ${lost} hình trong phần vừa dán. Hãy tải hình lên ở mục “Hình” rồi chèn vào.` : "",
      unseen ? `Đã bỏ ${unseen} đoạn chữ ẩn, đã xóa hoặc bị gạch ngang; cần giữ đoạn nào thì gõ lại.` : "",
      isOldFont ? "Phần vừa dán gõ bằng phông cũ (VNI, TCVN3). Hãy lưu dự thảo rồi bấm “Chuyển sang Unicode”." : "",
    ].join(" ").trim());
    return clean;
  }

  // Into an empty paragraph a whole one is pasted, with its alignment, not just its words.
  function wholeParagraph(slice, { state: { selection: { $from, empty } } }) {
    const isWhole = empty && !$from.parent.content.size && slice.openStart && slice.content.firstChild.attrs.align;
    return isWhole ? new prose.pm.model.Slice(slice.content, 0, slice.openEnd) : slice;
  }

  let last = null;
  const editor = new prose.Editor({
    element: paper,
    injectCSS: false, // its rules stand in editor.css: the policy allows no style the page does not know
    extensions: extensionsOf(prose, keyOf, pictureUrl, "Gõ nội dung ở đây, hoặc dán từ Word."),
    content: tidied(textarea.value).html,
    editorProps: {
      attributes: {
        class: "editor-text",
        role: "textbox",
        lang: "vi",
        spellcheck: "false",
        "aria-multiline": "true",
        "aria-label": label.childNodes[0].textContent.trim(),
      },
      transformPastedHTML: pasted,
      transformPasted: wholeParagraph,
    },
    onUpdate() {
      const text = markup(editor);
      if (text === last) return; // the editor's own paragraph at the end, in which nothing is typed yet
      last = textarea.value = text;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  last = markup(editor);

  textarea.before(bar, paper);
  textarea.hidden = true;
  box.classList.add("is-on");
  wireToolbar(bar, editor);
  label.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") bar.querySelector("[tabindex='0']").focus();
  });
  // What was typed is given up (drafts.js): the field has its own text back a moment later.
  textarea.form.addEventListener("reset", () => setTimeout(() => {
    editor.commands.setContent(tidied(textarea.value).html, { emitUpdate: false });
  }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert-picture]");
    if (!button) return;
    const attrs = { key: button.dataset.insertPicture, alt: button.dataset.alt };
    editor.chain().focus().insertContent({ type: "picture", attrs }).run();
    tell("Đã chèn hình vào chỗ con trỏ. Có thể gõ chú thích dưới hình.");
  });
}

// --- Around it ------------------------------------------------------------------------------------------------------

async function upload(form) {
  const panel = form.closest("[data-picture-panel]");
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "error",
    });
    if (!answer.ok) throw new Error(answer.statusText);
    panel.innerHTML = await answer.text();
    (panel.querySelector(".is-invalid") ?? [...panel.querySelectorAll("[data-insert-picture]")].pop())?.focus();
  } catch {
    button.disabled = false;
    panel.querySelector("[role=status]").textContent =
      "Chưa tải được hình: mất kết nối hoặc tệp quá lớn. Hãy thử lại với tệp nhỏ hơn.";
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-picture-form]")) return;
  event.preventDefault();
  upload(event.target);
});

for (const button of document.querySelectorAll("[data-add-line]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const box = document.getElementById(button.dataset.addLine);
    box.value = [...box.value.split("\n").filter((line) => line.trim()), button.dataset.line].join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  const form = document.querySelector("[data-editor]")?.closest("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

for (const box of document.querySelectorAll("[data-editor]")) {
  start(box).catch(() => box.classList.add("is-off")); // the field itself is edited instead
}
