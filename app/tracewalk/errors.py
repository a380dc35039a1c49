"""Everything that Tracewalk itself can say went wrong.

    TracewalkError
    ├── UsageError          the call is off: an option, an argument, a value in a request
    │   └── LinkError       a link that cannot be read, or names what is not there
    ├── NotFound            a trace, program, dataset or file that is not where it was looked for
    ├── RecordError         a program that cannot be recorded: does not compile, has no such entry
    ├── ModelError          a model file that cannot be read, run or served; a training that cannot go on
    ├── CwmFormatError      text that is not in CWM's format, read strictly; `position` is where it is off
    ├── RowError            a row or document of a file that cannot be imported
    ├── LakeError           the lake folder is not usable
    │   ├── NotALake        there is no lake at that path
    │   ├── ReadOnlyLake    a write to a lake that cannot be written
    │   └── ShardError      one shard is missing, damaged or of another schema
    ├── EndpointError       a model's server gave no whole answer; `text` is what came of it
    │   ├── EndpointUnreachable  no connection: refused, no such host, TLS, no answer in time
    │   ├── EndpointRefused      it says no
    │   │   └── ContextOverflow  the prompt, or what is asked for, is longer than the model's context
    │   ├── EndpointBroken       what it sends is cut, too long, or nothing that can be read
    │   └── Unsupported          this server, or this model, cannot do what is asked
    ├── ServerError         a Tracewalk server that is asked as one, and gives no answer that can be read
    ├── SqlError            a query that DuckDB cannot run; `position` is where in the text
    │   ├── SqlRefused      the cage does not let it in: it is more than one query over what is public
    │   └── SqlStopped      it took more than a limit allows, or was cancelled
    ├── CageMissing         SQL that a visitor types cannot be shut off here, so that it does not run
    ├── SandboxMissing      programs that nobody trusts cannot be shut off here, so that they do not run
    └── LimitError          a limit of `settings.py` was reached and nothing useful is left to give
        └── Busy            as many as may be are under way; later it can be asked again
            └── CageBusy    as many queries run or wait as may; `retry_after` seconds may help

Each message says what happened, where, what is available and what to do; it is shown to people as it is.
"""

__all__ = [
    "Busy",
    "CageBusy",
    "CageMissing",
    "ContextOverflow",
    "CwmFormatError",
    "EndpointBroken",
    "EndpointError",
    "EndpointRefused",
    "EndpointUnreachable",
    "LakeError",
    "LimitError",
    "LinkError",
    "ModelError",
    "NotALake",
    "NotFound",
    "ReadOnlyLake",
    "RecordError",
    "RowError",
    "SandboxMissing",
    "ServerError",
    "ShardError",
    "SqlError",
    "SqlRefused",
    "SqlStopped",
    "TracewalkError",
    "Unsupported",
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


class ModelError(TracewalkError):
    """A model file that cannot be read, run or served, or a training that cannot go on."""


class CwmFormatError(TracewalkError):
    """Text that is not in CWM's format, read strictly."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position
        """Of the character where the first step begins that is off."""


class RowError(TracewalkError):
    """A row or document of a file that cannot be imported."""


class LakeError(TracewalkError):
    """The lake folder is not usable."""


class NotALake(LakeError):
    """There is no lake at that path."""


class ReadOnlyLake(LakeError):
    """A write to a lake that cannot be written."""


class ShardError(LakeError):
    """One shard is missing, damaged or of another schema."""


class EndpointError(TracewalkError):
    """A model's server gave no whole answer.

    `text` is what of the answer came before, `status` the HTTP status, `said` the server's own words (hostile text, its
    key taken out), `passing` whether the same request may well succeed later, `wait` the seconds it asks us to wait.
    """

    def __init__(
        self, message: str, *, text: str = "", status: int | None = None, said: str = "", passing: bool = False
    ) -> None:
        super().__init__(message)
        self.text = text
        self.status = status
        self.said = said
        self.passing = passing
        self.wait: float | None = None


class EndpointUnreachable(EndpointError):
    """No connection: refused, no such host, TLS, or no answer in time."""


class EndpointRefused(EndpointError):
    """The server says no: 4xx, or a redirect, which is never followed."""


class ContextOverflow(EndpointRefused):
    """The prompt, or what is asked for with it, is longer than the model's context; counts are in tokens."""

    n_prompt: int | None = None
    n_ctx: int | None = None


class EndpointBroken(EndpointError):
    """What the server sends is cut, too long, or nothing that can be read; or it fails itself (5xx)."""


class Unsupported(EndpointError):
    """This server, or this model, cannot do what is asked."""


class ServerError(TracewalkError):
    """A Tracewalk server gives no answer that can be read: out of reach, hung, or something else altogether."""


class SqlError(TracewalkError):
    """A query that DuckDB cannot run."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position
        """The character of the query's own text, from 0, that it is about; None where that is not known."""


class SqlRefused(SqlError):
    """The cage does not let the query in."""


class SqlStopped(SqlError):
    """The query took more than a limit of `settings.py` allows, or was cancelled."""


class CageMissing(TracewalkError):
    """SQL that a visitor types cannot be shut off on this machine."""


class SandboxMissing(TracewalkError):
    """Programs that nobody trusts cannot be shut off on this machine."""


class LimitError(TracewalkError):
    """A limit of `settings.py` was reached and nothing useful is left to give."""


class Busy(LimitError):
    """As many as may be are under way; later it can be asked again."""


class CageBusy(Busy):
    """As many queries run or wait as may."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which it may be asked again."""
