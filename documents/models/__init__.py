"""The official paper: its forms and books, what was issued and received, and the jobs that render it."""

from documents.models.annexes import DocumentAnnex
from documents.models.autosaves import DraftAutosave
from documents.models.books import NumberBook, NumberGap
from documents.models.files import Attachment, UploadedPaper
from documents.models.formats import DocumentType, FormatProfile
from documents.models.incoming import IncomingEntry
from documents.models.jobs import RenderJob
from documents.models.links import DocumentLink
from documents.models.numbering import CommitteeTerm, NumberingRule
from documents.models.papers import Document
from documents.models.visibility import names_of, texts_of

__all__ = [
    "Attachment",
    "CommitteeTerm",
    "Document",
    "DocumentAnnex",
    "DocumentLink",
    "DocumentType",
    "DraftAutosave",
    "FormatProfile",
    "IncomingEntry",
    "NumberBook",
    "NumberGap",
    "NumberingRule",
    "RenderJob",
    "UploadedPaper",
    "names_of",
    "texts_of",
]
