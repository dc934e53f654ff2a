"""How the registers of this app answer: a page of the list, the whole of it to print, or a spreadsheet."""

from django.core.paginator import Paginator
from django.shortcuts import render

from wardportal import sheets

PAGE_SIZE = 30
# More than anybody prints at once; the spreadsheet has no limit.
MOST_PRINTED = 2_000


def answer(request, template, *, register, form, records, **context):
    """The answer to a GET of the register; `form.title` says above paper and sheet what was asked for."""
    if request.GET.get("dinh-dang") == "xlsx":
        return _spreadsheet(register, form.title, records)
    is_print = request.GET.get("in") == "1"
    size = MOST_PRINTED if is_print else PAGE_SIZE
    page = Paginator(records, size).get_page(request.GET.get("trang"))
    asked = request.GET.copy()
    asked.pop("trang", None)
    asked["dinh-dang"] = "xlsx"
    context |= {
        "sheet_url": f"?{asked.urlencode()}",
        "form": form,
        "register": register,
        "page": page,
        "rows": register.rows(page.object_list),
        "is_print": is_print,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, template, context)


def _spreadsheet(register, title, records):
    columns = [sheets.Column(column.label, column.width) for column in register.columns]
    rows = [row.values for row in register.rows(records)]
    return sheets.download(sheets.sheet(title, columns, rows), f"{register.title.capitalize()}.xlsx")
