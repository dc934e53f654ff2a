"""Walking through the pages along their links, what is asked of each, and what it costs a hand."""

from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import expect

OFFICE, BRANCH, ADMIN = "vanphong", "phunu-kp3", "quantri"
# Not pages but files, rendered by a worker where they are not there yet.
FILES = {
    "documents:document_pdf",
    "documents:document_docx",
    "reports:plan_report_docx",
    "reports:filing_pdf",
    "reports:filing_docx",
    "guide_pdf",
}
# So many addresses of a name are looked at, since not every task was given to everybody; and papers and
# difficulties are of many kinds and states.
LOOKED_AT, MANY_LOOKED_AT = 3, 30
MANY_KINDS = {
    "documents:document_detail",
    "documents:document_edit",
    "activities:difficulty_detail",
    "meetings:meeting_detail",
    "meetings:minutes_read",
}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
axe = Axe()


class Links(HTMLParser):
    """The addresses a page leads to."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def pages_by_links(browser):
    """{URL name: first address}, by following links from the start page."""
    # The quarter's page early: the ward's own reports are told from those of the branches.
    found, waiting, seen = {}, ["/", "/tim-kiem/?q=khu+pho", "/bao-cao/2017-q3/"], set()
    while waiting:
        path = waiting.pop(0)
        name = _name_of(path)
        most = MANY_LOOKED_AT if name in MANY_KINDS else LOOKED_AT
        if name is None or name in FILES or path in seen or len(found.get(name, ())) == most:
            continue
        seen.add(path)
        answer = browser.get(path)
        # Where it led on to, if it did.
        name = _name_of(urlsplit(answer.url).path)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            found.setdefault(name, []).append(path)
            waiting += _links(answer.text(), path)
    return {name: paths[0] for name, paths in found.items()}


def _links(html, path):
    for href in Links(html).found:
        parts = urlsplit(urljoin(path, href))
        if not parts.netloc:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _name_of(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def faults(page):
    """What is wrong with the page as it stands: broken rules of accessibility, and too great a width."""
    found = page.evaluate(UNFOLDED, FOLDED)
    unfold(page)
    # Without preloading: to read a style sheet anew axe writes it into the page, which the policy forbids.
    options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
    broken = axe.run(page, options=options)
    found += [
        f"{rule['id']}: {node['target'][0]}"
        for rule in broken.response["violations"]
        for node in rule["nodes"]
    ]
    return found + too_wide(page)


# One main thing to do on a page, one heading that names it, no cell or choice without words, and a keyboard
# that goes on in the order of reading and sees where it is.
HOUSE_RULES = """() => {
    const shown = element => element.checkVisibility() && element.getClientRects().length > 0;
    const outside = elements => [...elements].filter(it => !it.closest(".sheet, .desk, .ProseMirror"));
    const words = element => element.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
    const found = [];
    const heads = outside(document.querySelectorAll("h1"));
    if (heads.length !== 1) found.push(`${heads.length} h1`);
    for (const head of outside(document.querySelectorAll("th:not([scope])")))
        found.push(`th without scope: ${words(head)}`);
    const main = [...document.querySelectorAll("main .btn-primary")].filter(shown);
    if (main.length > 1) found.push(`more than one main button: ${main.map(words).join(", ")}`);
    for (const option of document.querySelectorAll("option"))
        if (/^-+$/.test(words(option))) found.push(`a choice of dashes: ${option.closest("select").name}`);
    for (const each of document.querySelectorAll("[tabindex]"))
        if (each.tabIndex > 0) found.push(`out of the order it is read in: ${words(each)}`);
    const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
    for (const bar of [...document.querySelectorAll("main *")].filter(shown)) {
        const style = getComputedStyle(bar);
        if (style.position === "sticky" && style.bottom === "0px" && bar.offsetHeight > room)
            found.push(`lies over what the keyboard reaches: ${bar.className}`);
    }
    for (const link of document.querySelectorAll('a[href^="#"]'))
        if (!document.querySelector(link.hash)) found.push(`no such place here: ${link.hash}`);
    return found;
}"""
# What only a hand can use has no place on paper.
LEFT_ON_PAPER = """() => [...document.querySelectorAll(
    "header.top, .foot, nav:not(.chain), button, a.btn, .filters, details:not([open], .is-asked) > summary"
)].filter(it => it.checkVisibility() && it.getClientRects().length > 0)
  .map(it => `on paper: ${it.tagName} ${it.className}`)"""
# As a page has one, or a book, a week and a sheet have theirs.
UNNAMED_ON_PAPER = """() => [...document.querySelectorAll(
    "h1, .register-title, .week-head h2, .sign-in-title, .print-title, .sheet"
)].some(it => it.checkVisibility()) ? [] : ["on paper: no title"]"""
SHEET = 703  # px: A4 without its margins
FOLDED = 120  # px: two lines that say what a list is filtered by
UNFOLDED = """most => [...document.querySelectorAll(".filter-fold:not([open])")]
    .filter(fold => fold.firstElementChild.checkVisibility() && fold.offsetHeight > most)
    .map(() => "the filters fill the screen")"""


def untidy(page):
    """Where the page, on the desk and on paper, is not made as all others are."""
    found = page.evaluate(HOUSE_RULES)
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": size["height"]})
    found += sorted(set(page.evaluate(LEFT_ON_PAPER))) + page.evaluate(UNNAMED_ON_PAPER)
    found += too_wide(page)
    page.emulate_media(media="screen")
    page.set_viewport_size(size)
    return found


def unfold(page):
    page.evaluate("document.querySelectorAll('.filter-fold').forEach(fold => { fold.open = true; })")


def too_wide(page):
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{wide} px wide in a window of {room} px"] if wide > room else []


class Hand:
    """What a hand does on a page: each tap and each key is counted, the words it types stand beside."""

    def __init__(self, page, told):
        self.page, self.told = page, told
        self.taps = self.letters = 0

    def tap(self, target):
        target.click()
        self.taps += 1

    def choose(self, box, **option):
        """From a list: one tap opens it, one chooses."""
        box.select_option(**option)
        self.taps += 2

    def write(self, box, words):
        """Text into a box that is open for it."""
        expect(box).to_be_focused()
        box.fill(words)
        self.letters += len(words)

    def type(self, box, words):
        """One tap into the box; the letters are its text."""
        self.tap(box)
        self.write(box, words)

    @contextmanager
    def at_most(self, limit, job):
        """The job is done with so many taps beside its text; how many it took is told at the end."""
        before, letters = self.taps, self.letters
        yield
        count = self.taps - before
        self.told("taps", f"{job}: {count} taps of at most {limit}, {self.letters - letters} letters typed")
        assert count <= limit, job
