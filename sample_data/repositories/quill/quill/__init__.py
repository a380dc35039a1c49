"""Text templates with loops, conditions and filters."""

from quill.errors import TemplateError
from quill.template import Template, render

__all__ = ["Template", "TemplateError", "render"]
