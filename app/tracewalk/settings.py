"""Every limit of Tracewalk: a name, a default, an environment variable `TRACEWALK_<NAME>`, a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tracewalk.errors import UsageError

__all__ = ["Settings", "load"]


def _limit(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Settings:
    """The limits in force; `load()` reads them from the environment."""

    max_steps: int = _limit(1_000_000, "steps recorded of one trace; further ones are left out, outcome `truncated`")
    max_seconds: float = _limit(60.0, "seconds that one recorded run may take; then `truncated`, what came is kept")
    max_trace_chars: int = _limit(1_000_000, "repr style `cwm`: characters of all values of one trace together")
    max_value_chars: int = _limit(4_000, "repr style `bounded`: characters kept of one value")
    max_items: int = _limit(100, "repr style `bounded`: items rendered of one container")
    repr_ms: int = _limit(50, "milliseconds that one user-written `__repr__` may take before it is no longer called")
    stuck_seconds: float = _limit(60.0, "seconds beyond max_seconds after which a dataset's stuck process is ended")
    max_files: int = _limit(200, "files of one trace whose lines are recorded")
    row_group: int = _limit(122_880, "rows of one Parquet row group; what a recording holds in memory at most")
    shard_rows: int = _limit(10_000_000, "step rows after which a writer publishes a shard and begins the next")
    inbox_files: int = _limit(32, "small publications after which the inbox merges itself")
    grace_seconds: int = _limit(600, "seconds that the inputs of a compaction are kept for readers still at work")
    page_rows: int = _limit(50, "rows of one page of the Traces list")
    window_steps: int = _limit(200_000, "steps of a trace that a browser holds at a time")
    text_seconds: float = _limit(10.0, "seconds that a text search may take on the Traces page")
    accuracy_seconds: float = _limit(120.0, "seconds that one section of the Accuracy page may take")
    allowed_hosts: str = _limit("", "names, separated by commas, under which a server behind a proxy may be reached")
    answer_tries: int = _limit(5, "times that a model's server is asked while it is busy, failing or out of reach")
    answer_wait_seconds: float = _limit(30.0, "seconds waited at most before it is asked again, whatever it says")
    connect_seconds: float = _limit(10.0, "seconds that connecting to a model's server may take")
    answer_idle_seconds: float = _limit(120.0, "seconds without a byte after which a model's server counts as hung")
    answer_seconds: float = _limit(1_800.0, "seconds that one answer of a model's server may take, all tries together")
    answer_bytes: int = _limit(80_000_000, "bytes that one answer may have; beyond it is refused, what came is kept")
    server_seconds: float = _limit(300.0, "seconds without a byte after which a notebook counts its server as hung")
    server_tries: int = _limit(8, "times that a notebook asks its server while that is busy")
    live_jobs: int = _limit(
        4, "predictions under way for visitors; as many branches, and as many problem sets, with those that wait"
    )
    answers_at_once: int = _limit(8, "requests under way at once at one model's server")
    import_bytes: int = _limit(64_000_000, "bytes of one row or document of an imported file; a longer one is left out")
    archive_bytes: int = _limit(20_000_000_000, "bytes unpacked of the zip and tar files of one import, together")
    archive_files: int = _limit(500_000, "files unpacked of them")
    upload_bytes: int = _limit(4_000_000_000, "bytes of the files that one import of a visitor may bring, together")
    upload_files: int = _limit(20_000, "files that it may bring")
    query_memory: str = _limit("4GB", "memory that DuckDB may use in one server")
    sql_workers: int = _limit(2, "queries that run at once, each in a process of its own where a visitor typed it")
    sql_queue: int = _limit(16, "queries that may wait for one of them; a further one is told to come again")
    sql_wait_seconds: float = _limit(20.0, "seconds that a query may wait for its turn")
    sql_seconds: float = _limit(30.0, "seconds that a query may take")
    sql_memory: int = _limit(1_000_000_000, "bytes of memory of a typed query; what is more goes to disk where it can")
    sql_spill: int = _limit(4_000_000_000, "bytes on disk of a typed query that does not fit in its memory")
    sql_threads: int = _limit(2, "threads of a typed query")
    sql_chars: int = _limit(50_000, "characters of a typed query's text")
    sql_value_chars: int = _limit(20_000_000, "characters, or items of a list, in one value of an answer")
    sql_bytes: int = _limit(1_000_000_000, "bytes of an answer as Arrow")
    sql_held_bytes: int = _limit(4_000_000_000, "bytes of the answers that visitors are still reading, all together")
    sql_rows: int = _limit(1_000, "rows of an answer that the SQL page shows")
    sql_export_rows: int = _limit(1_000_000, "rows of an answer that a browser may download")
    sandbox_slots: int = _limit(2, "sandboxes that run programs at once")
    sandbox_batch: int = _limit(40, "short programs that share a process; where one takes it down, each runs alone")
    sandbox_spare_seconds: float = _limit(5.0, "seconds beyond max_seconds, of the processor and again by the clock")
    sandbox_memory: int = _limit(1_000_000_000, "bytes of memory of a sandboxed program")
    sandbox_tmp_bytes: int = _limit(100_000_000, "bytes that a sandboxed program may keep in its private /tmp")
    sandbox_file_bytes: int = _limit(50_000_000, "bytes of one file that a sandboxed program writes")
    sandbox_files: int = _limit(64, "files that a sandboxed program may have open")
    sandbox_tasks: int = _limit(64, "threads of a sandboxed program")
    sandbox_folder_files: int = _limit(20_000, "files and folders of a folder of which a sandbox gets a copy")
    sandbox_shell_seconds: float = _limit(60.0, "seconds that a shell command in a sandbox may take")
    sandbox_shell_shown: int = _limit(
        100_000, "bytes kept of what a shell command prints, of its beginning and its end"
    )
    sandbox_shell_bytes: int = _limit(20_000_000, "bytes after which a shell command that goes on printing is ended")
    sandbox_diff_chars: int = _limit(1_000_000, "characters of the diffs of a folder in which a shell command ran")
    sandbox_output_bytes: int = _limit(500_000_000, "bytes of all steps of a sandboxed program")
    forage_turns: int = _limit(128, "turns that an agent has at one task")
    forage_seconds: float = _limit(120.0, "seconds that one command of an agent may take; then its session begins anew")
    forage_context: int = _limit(131_072, "tokens that an agent's talk may have, where its model holds no fewer")
    forage_refusals: int = _limit(3, "turns in a row that cannot be understood, after which an agent is stopped")
    forage_answer_tokens: int = _limit(4_096, "tokens that a model may say in one turn of an agent")
    verify_answer_tokens: int = _limit(4_096, "tokens that a model may say for one solution, or for its tests")
    model_slots: int = _limit(4, "requests that a served model works on at once, each with a context of its own")
    model_context: int = _limit(8_192, "tokens of context that a served GGUF file gets at most")
    model_seconds: float = _limit(60.0, "seconds that a served model may take to load before it is given up")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings, each from `TRACEWALK_<NAME>` where that is set; `UsageError` for a value that does not fit."""
    env = os.environ if environ is None else environ
    given: dict[str, Any] = {}
    for f in fields(Settings):
        name = f"TRACEWALK_{f.name.upper()}"
        if text := env.get(name):
            kind: type[Any] = type(f.default)
            try:
                given[f.name] = kind(text)
            except ValueError:
                raise UsageError(f"{name}={text!r} is not {kind.__name__}; it sets: {f.metadata['doc']}") from None
            if kind is not str and given[f.name] <= 0:
                raise UsageError(f"{name}={text!r} must be above 0; it sets: {f.metadata['doc']}")
    return Settings(**given)
