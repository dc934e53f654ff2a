"""How this office writes dates and numbers.

Django's own "vi" reads 05/02/2026 as the 2nd of May, refuses 25/4/2016, begins the week on Sunday and
does not group thousands (07-language-and-numbers.md §7.3).
"""

DATE_FORMAT = "d/n/Y"
SHORT_DATE_FORMAT = "d/n/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "H:i, d/n/Y"
SHORT_DATETIME_FORMAT = "H:i, d/n/Y"
YEAR_MONTH_FORMAT = r"\t\h\á\n\g n/Y"
MONTH_DAY_FORMAT = "d/n"
FIRST_DAY_OF_WEEK = 1

# The first format of each list is the one a form field is filled with.
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hg%M"]
DATETIME_INPUT_FORMATS = [
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
