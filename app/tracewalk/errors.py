"""Everything that Tracewalk itself can say went wrong.

    TracewalkError
    ├── UsageError          the call is off: an option, an argument, a value in a request
    │   └── LinkError       a link that cannot be read, or names what is not there
    ├── NotFound            a trace, program, dataset or file that is not where it was looked for
    ├── RecordError         a program that cannot be recorded: does not compile, has no such entry
    ├── LakeError           the lake folder is not usable
    │   ├── NotALake        there is no lake at that path
    │   ├── ReadOnlyLake    a write to a lake that cannot be written
    │   └── ShardError      one shard is missing, damaged or of another schema
    └── LimitError          a limit of `settings.py` was reached and nothing useful is left to give

Each message says what happened, where, what is available and what to do; it is shown to people as it is.
"""

__all__ = [
    "LakeError",
    "LimitError",
    "LinkError",
    "NotALake",
    "NotFound",
    "ReadOnlyLake",
    "RecordError",
    "ShardError",
    "TracewalkError",
    "UsageError",
]


class TracewalkError(Exception):
    """The root: catch this to catch everything that Tracewalk raises on purpose."""

    @property
    def type(self) -> str:
        """The error's name as the API shows it, e.g. `NotFound`."""
        return type(self).__name__


class UsageError(TracewalkError):
    """The call is off: an option, an argument or a value in a request."""


class LinkError(UsageError):
    """A link that cannot be read, or that names what is not there."""


class NotFound(TracewalkError):
    """A trace, program, dataset or file that is not where it was looked for."""


class RecordError(TracewalkError):
    """A program that cannot be recorded."""


class LakeError(TracewalkError):
    """The lake folder is not usable."""


class NotALake(LakeError):
    """There is no lake at that path."""


class ReadOnlyLake(LakeError):
    """A write to a lake that cannot be written."""


class ShardError(LakeError):
    """One shard is missing, damaged or of another schema."""


class LimitError(TracewalkError):
    """A limit of `settings.py` was reached and nothing useful is left to give."""
