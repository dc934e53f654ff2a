from django.urls import path

from documents.ordering import Face
from reports.set_orders import Binding
from reports.views import (
    composing,
    contributions,
    filings,
    news,
    periods,
    receiving,
    reviews,
    rounds,
    settings,
    workbooks,
)

app_name = "reports"
urlpatterns = [
    path("bao-cao/", periods.report_list, name="report_list"),
    path("bao-cao/theo-doi/", rounds.filing_board, name="filing_board"),
    path("bao-cao/dot/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("bao-cao/dot/<int:pk>/don-doc/", rounds.round_remind, name="round_remind"),
    path("bao-cao/dot/<int:pk>/them-don-vi/", rounds.round_ask, name="round_ask"),
    path("bao-cao/dot/<int:pk>/khoa/", rounds.round_close, name="round_close"),
    path("bao-cao/dot-xuat/", rounds.ad_hoc, name="ad_hoc"),
    path("bao-cao/lich/", settings.calendar, name="calendar"),
    path("bao-cao/lich/<int:pk>/", settings.round_edit, name="round_edit"),
    path("quan-tri/bao-cao/", settings.duty_list, name="duty_list"),
    path("quan-tri/bao-cao/che-do/them/", settings.duty_add, name="duty_add"),
    path("quan-tri/bao-cao/che-do/<int:pk>/", settings.duty_edit, name="duty_edit"),
    path("quan-tri/bao-cao/mau/them/", settings.outline_add, name="outline_add"),
    path("quan-tri/bao-cao/mau/<int:pk>/", settings.outline_edit, name="outline_edit"),
    path("quan-tri/bao-cao/bieu/them/", workbooks.workbook_add, name="workbook_add"),
    path("quan-tri/bao-cao/bieu/<int:pk>/", workbooks.workbook_edit, name="workbook_edit"),
    path("quan-tri/bao-cao/bieu/<int:pk>/xoa/", workbooks.workbook_remove, name="workbook_remove"),
    path("bao-cao/phieu/<int:pk>/", receiving.filing_detail, name="filing_detail"),
    path("bao-cao/phieu/<int:pk>/ghi/", filings.filing_write, name="filing_write"),
    path("bao-cao/phieu/<int:pk>/luu-tam/", filings.filing_autosave, name="filing_autosave"),
    path("bao-cao/phieu/<int:pk>/bang-tinh/", filings.filing_sheet, name="filing_sheet"),
    path("bao-cao/phieu/<int:pk>/mau-trang/", filings.filing_blank, name="filing_blank"),
    path("bao-cao/phieu/<int:pk>/van-ban.pdf", receiving.filing_file, {"face": Face.PDF}, name="filing_pdf"),
    path(
        "bao-cao/phieu/<int:pk>/van-ban.docx", receiving.filing_file, {"face": Face.DOCX}, name="filing_docx"
    ),
    path("bao-cao/phieu/<int:pk>/tong-hop/", composing.filing_compose, name="filing_compose"),
    path("bao-cao/phieu/<int:pk>/van-ban/", composing.filing_paper, name="filing_paper"),
    path("bao-cao/phieu/<int:pk>/gui/", composing.filing_send, name="filing_send"),
    path("bao-cao/<slug:period>/", periods.period_detail, name="period_detail"),
    path(
        "bao-cao/<slug:period>/bo-bao-cao.zip/", periods.set_order, {"binding": Binding.ZIP}, name="set_zip"
    ),
    path(
        "bao-cao/<slug:period>/bo-bao-cao.pdf/", periods.set_order, {"binding": Binding.PDF}, name="set_pdf"
    ),
    path("bao-cao/<slug:period>/bieu/<int:pk>/", workbooks.workbook_filled, name="workbook_filled"),
    path("bao-cao/<slug:period>/phong-trao/<int:pk>/", periods.movement_report, name="movement_report"),
    path("bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/", periods.plan_report, name="plan_report"),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/lap/",
        periods.plan_report_order,
        name="plan_report_order",
    ),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/van-ban.pdf",
        periods.plan_report_file,
        {"face": Face.PDF},
        name="plan_report_pdf",
    ),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/van-ban.docx",
        periods.plan_report_file,
        {"face": Face.DOCX},
        name="plan_report_docx",
    ),
    path("tin/de-xuat/", news.news_proposals, name="news_proposals"),
    path("tin/de-xuat/<int:pk>/soan/", news.news_begin, name="news_begin"),
    path("so-ket/", reviews.review_list, name="review_list"),
    path("so-ket/lap/", reviews.review_create, name="review_create"),
    path("so-ket/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("so-ket/<int:pk>/sua/", reviews.review_edit, name="review_edit"),
    path("so-ket/<int:pk>/loi/", reviews.review_words, name="review_words"),
    path("so-ket/<int:pk>/lay-so-lieu/", reviews.review_refresh, name="review_refresh"),
    path("so-ket/<int:pk>/xoa/", reviews.review_delete, name="review_delete"),
    path("so-ket/gop-y/<int:pk>/", contributions.contribution_edit, name="contribution_edit"),
]
