// What is pasted into the editor of a paper's text, or opened in it, in the words that the editor knows (editor.js).
// What comes from elsewhere (Word, a web page) is tidied before it reaches the page, and the policy is kept: no style
// attribute is ever parsed, no picture of others is ever asked for.

const KEY = /^(?:hinh:|.*\/van-ban\/hinh\/)([0-9a-f]{32})\/?$/;
export const keyOf = (image) => KEY.exec(image?.getAttribute("src") ?? "")?.[1];

const LEVELS = { H1: "H2", H5: "H4", H6: "H4" };
const BULLET = /^[·•§oØü▪➢✓\-–—+*\uf0b7\uf0a7\uf0d8\uf0fc]$/u;

// Parts that carry no text, and attributes that a browser would obey or report: taken out of the string itself.
const withoutLitter = (html) => html
  .replace(/<!--[\s\S]*?-->/g, "")
  .replace(/<!\[[^>]*>/g, "")
  .replace(/<(style|script|xml|title|noscript|template|object|svg|math)\b[\s\S]*?<\/\1\s*>/gi, "")
  .replace(/<\/?(?:meta|link|base|script|style|iframe|object|embed|o:p|w:[a-z]+|v:[a-z]+)\b[^>]*>/gi, "")
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\son[a-z]+\s*=/gi, " data-gone=").replace(/\sstyle\s*=/gi, " data-style="));

function renamed(element, tag) {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  for (const { name, value } of element.attributes) if (name === "align" || name === "data-style") other.setAttribute(name, value);
  element.replaceWith(other);
  return other;
}

function wrapped(element, tag) {
  const inner = element.ownerDocument.createElement(tag);
  inner.append(...element.childNodes);
  element.append(inner);
}

const HIDDEN = /(?:^|[;\s])(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)/;
const STRUCK = /(?:^|[;\s])text-decoration(?:-line)?\s*:[^;]*line-through/;
const OLD_FONT = /(?:^|[;\s])font(?:-family)?\s*:[^;]*(?:vni-|\.vn[a-z])/;

const isInline = (element) => ["SPAN", "FONT", "A"].includes(element.tagName);

// What a style says that the paper has too: emphasis and alignment.
function takeStyle(element) {
  const style = element.dataset.style.toLowerCase();
  element.removeAttribute("data-style");
  const align = /text-align\s*:\s*(left|center|right)/.exec(style);
  if (align) element.setAttribute("align", align[1]);
  if (/mso-list\s*:\s*ignore/.test(style)) { // the number Word has put before an item
    const sign = element.textContent.trim();
    element.textContent = BULLET.test(sign) ? "- " : `${sign} `;
  } else if (isInline(element)) {
    if (/(?:^|[;\s])font-weight\s*:\s*(?:bold|[6-9]00)/.test(style)) wrapped(element, "strong");
    if (/font-style\s*:\s*italic/.test(style)) wrapped(element, "em");
    if (/text-decoration[^;]*underline/.test(style)) wrapped(element, "u");
    const raised = /vertical-align\s*:\s*(super|sub)\b/.exec(style);
    if (raised) wrapped(element, raised[1] === "sub" ? "sub" : "sup");
  } else if (["B", "STRONG"].includes(element.tagName) && /(?:^|[;\s])font-weight\s*:\s*(?:normal|400)/.test(style)) {
    element.replaceWith(...element.childNodes);
  }
}

// What its writer has hidden, deleted (Word's marks of changes) or struck out must not come back as text.
function dropUnseen(body) {
  const styleOf = (element) => (element.dataset.style ?? "").toLowerCase();
  const all = [...body.querySelectorAll("del, s, strike, [data-style]")];
  const unseen = all.filter((element) => element.matches("del, s, strike") || HIDDEN.test(styleOf(element)) || STRUCK.test(styleOf(element)));
  const told = unseen.filter((element) => element.textContent.trim()).length;
  for (const element of unseen) element.remove();
  return told;
}

// "I. Mục đích" and "1. Yêu cầu" in bold on a line of their own are headings, as when an old paper is brought in.
const LEVEL_LABELS = [[/^[IVX]{1,6}\s*[-–.)]\s*\S/, "h2"], [/^\d{1,2}(?:\.\d{1,2})?\s*[-–.)/]\s+\S/, "h3"]];

function headed(body) {
  const outer = (line) => [...line.querySelectorAll("b, strong")].filter((part) => !part.parentElement.closest("b, strong"));
  const bold = (line) => outer(line).map((part) => part.textContent).join("").replace(/\s/g, "");
  for (const line of [...body.querySelectorAll("p")].filter((each) => !each.closest("li, td, th"))) {
    const words = line.textContent.trim();
    const [, tag] = LEVEL_LABELS.find(([label]) => label.test(words)) ?? [];
    if (!tag || words.length > 200 || bold(line) !== words.replace(/\s/g, "")) continue;
    for (const part of [...line.querySelectorAll("b, strong")]) part.replaceWith(...part.childNodes);
    renamed(line, tag);
  }
}

// { html, lost, unseen, isOldFont }: the same text in the words the editor knows; `lost` counts the pictures that
// were left out, `unseen` the pieces of hidden or struck-out text.
export function tidied(html, { isPasted = false } = {}) {
  const body = new DOMParser().parseFromString(`<body>${withoutLitter(html)}</body>`, "text/html").body;
  const unseen = dropUnseen(body);
  const isOldFont = [...body.querySelectorAll("[data-style], font[face]")].some((element) =>
    OLD_FONT.test((element.dataset.style ?? "").toLowerCase()) || /^(?:vni-|\.vn)/i.test(element.getAttribute("face") ?? ""));
  for (const element of [...body.querySelectorAll("[data-style]")]) takeStyle(element);
  if (isPasted) headed(body);
  for (const element of [...body.querySelectorAll("h1, h5, h6")]) renamed(element, LEVELS[element.tagName]);
  for (const caption of [...body.querySelectorAll("table > caption")]) {
    const table = caption.parentElement;
    const line = renamed(caption, "p");
    line.setAttribute("align", "center");
    table.before(line);
  }
  const strange = [...body.querySelectorAll("img")].filter((image) => !keyOf(image));
  for (const image of strange) image.remove();
  return { html: body.innerHTML, lost: strange.length, unseen, isOldFont };
}
