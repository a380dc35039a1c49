"""The lake -> files that others read."""

from tracewalk.exporters.document import Document, LeftOut, document
from tracewalk.exporters.export import Exported, Form, Reason, export

__all__ = ["Document", "Exported", "Form", "LeftOut", "Reason", "document", "export"]
