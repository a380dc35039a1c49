"""Rows of an answer: written for programs (JSON, CSV, Parquet, Arrow) and shown to people (text, HTML).

The same rules everywhere, whichever door an answer leaves by: command line, API, notebook.
"""

from tracewalk.results.clean import clean, cut, width
from tracewalk.results.forms import FORMS, Form, form_named, form_of_file
from tracewalk.results.html import html_table
from tracewalk.results.plain import plain, text_of
from tracewalk.results.rows import Rows, as_table
from tracewalk.results.text import text_table
from tracewalk.results.types import sql_type

__all__ = [
    "FORMS",
    "Form",
    "Rows",
    "as_table",
    "clean",
    "cut",
    "form_named",
    "form_of_file",
    "html_table",
    "plain",
    "sql_type",
    "text_of",
    "text_table",
    "width",
]
