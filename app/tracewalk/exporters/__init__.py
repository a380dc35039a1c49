"""The lake -> files that others read."""

from tracewalk.exporters.document import Document, LeftOut, document
from tracewalk.exporters.export import Exported, Form, Reason, export
from tracewalk.exporters.trajectories import TRAJECTORY_FORMS, ExportedRuns, export_trajectories

__all__ = [
    "TRAJECTORY_FORMS",
    "Document",
    "Exported",
    "ExportedRuns",
    "Form",
    "LeftOut",
    "Reason",
    "document",
    "export",
    "export_trajectories",
]
