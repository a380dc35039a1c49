"""Someone else's log -> trace or trajectory: one format a file, found by content."""

from tracewalk.importers.closing import closing_rows, closing_words
from tracewalk.importers.formats import Fault, Options
from tracewalk.importers.registry import FORMATS, columns_named, format_named
from tracewalk.importers.run import Imported, files_of, import_files

__all__ = [
    "FORMATS",
    "Fault",
    "Imported",
    "Options",
    "closing_rows",
    "closing_words",
    "columns_named",
    "files_of",
    "format_named",
    "import_files",
]
