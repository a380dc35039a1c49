"""The notebook's door: the same calls on a lake's folder and on a server.

`tracewalk.open("lake")` or `tracewalk.open("http://localhost:8501")`, then `.sql("SELECT ...")`, `.trace(id)`, ...
"""

from tracewalk.client.gallery import Gallery
from tracewalk.client.given import as_texts
from tracewalk.client.opening import open_session
from tracewalk.client.prediction import Prediction
from tracewalk.client.result import Result
from tracewalk.client.schema import SchemaView, schema_lines
from tracewalk.client.session import Session
from tracewalk.client.state import State
from tracewalk.client.trace import Trace

__all__ = [
    "Gallery",
    "Prediction",
    "Result",
    "SchemaView",
    "Session",
    "State",
    "Trace",
    "as_texts",
    "open_session",
    "schema_lines",
]
