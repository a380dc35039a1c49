"""Which endpoints there are: of `tracewalk.toml`, of the environment, and of `--endpoint name=url`.

    [endpoints.cwm]
    url = "http://gpu-box:8000/v1"
    model = "facebook/cwm"          # where the server has several
    protocol = "cwm"                # or "chat"
    key_env = "CWM_KEY"             # the variable that holds the API key; never the key itself
    context = 131072                # tokens, where the server does not say
    dialect = "vllm"                # or llama.cpp, fgserve, other: where the server hides what it is

The file is `$TRACEWALK_CONFIG`, else `tracewalk.toml` in the current folder. It says where keys are sent: trust it as
you trust a program. `TRACEWALK_ENDPOINT_<NAME>=url` and then `--endpoint name=url` replace the url of an entry, or make
a new one. Nothing else ever names an address: a visitor of the web app can only choose among these.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.predict.address import read_url
from tracewalk.predict.server import Kind

__all__ = ["DIALECTS", "TINY", "EndpointConfig", "configured", "tiny_at"]

TINY = "tiny"
"""The embedded model; only the program that starts it knows its address."""

DIALECTS = ("vllm", "llama.cpp", "fgserve", "other")
_PROTOCOLS = ("cwm", "chat")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PREFIX = "TRACEWALK_ENDPOINT_"


@frozen
class EndpointConfig:
    """One endpoint, as configured; it knows the variable that holds its key, never the key."""

    name: str
    url: str
    """Without a slash at its end; see `address.read_url`."""
    protocol: str = "cwm"
    model: str | None = None
    key_env: str | None = None
    context: int | None = None
    dialect: Kind | None = None
    fingerprint: str | None = None
    """Of the weights, where the program that serves them knows it; else the server is asked."""
    origin: str = "this program"
    """Where its url was given, for messages; messages never show the url itself."""

    @property
    def key_variable(self) -> str:
        """The variable that holds its API key: `key_env`, else `TRACEWALK_API_KEY_<NAME>`."""
        return self.key_env or f"TRACEWALK_API_KEY_{_variable(self.name)}"


def configured(
    given: Iterable[str] = (), *, environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> dict[str, EndpointConfig]:
    """All endpoints by name: those of the file, over them the environment's, over them the `name=url` given.

    Raises `UsageError` where a file, a variable or a text cannot be meant; it says which and what would do.
    """
    env = os.environ if environ is None else environ
    endpoints = _of_file(env, folder or Path.cwd())
    for variable in sorted(name for name in env if name.startswith(_PREFIX)):
        _put(endpoints, _name_of(variable, endpoints), env[variable], f"the variable {variable}")
    for text in given:
        name, equals, url = text.partition("=")
        if not equals:
            raise UsageError(f"--endpoint {_show(text)} is not name=url, e.g. cwm=http://127.0.0.1:8000/v1")
        _put(endpoints, name, url, "--endpoint")
    return endpoints


def tiny_at(url: str, context: int | None = None, fingerprint: str | None = None) -> EndpointConfig:
    """The embedded model's endpoint, for the program that started it."""
    return EndpointConfig(TINY, read_url(url, TINY, "this program"), context=context, fingerprint=fingerprint)


def _of_file(env: Mapping[str, str], folder: Path) -> dict[str, EndpointConfig]:
    named = env.get("TRACEWALK_CONFIG")
    path = Path(named) if named else folder / "tracewalk.toml"
    if not named and not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("endpoints", {})
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read as a configuration: {error or 'it is nested too deeply'}") from None
    if not isinstance(tables, dict):
        raise UsageError(f"{path}: `endpoints` must be tables, e.g. [endpoints.cwm] with url = ...")
    endpoints = {name: _of_table(path.name, name, table) for name, table in tables.items()}
    _same_variable(path.name, endpoints)
    return endpoints


def _of_table(file: str, name: str, table: Any) -> EndpointConfig:
    where = f"{file}, [endpoints.{_show(name)}]"
    _check_name(name, file)
    if not isinstance(table, dict) or not isinstance(table.get("url"), str):
        raise UsageError(f'{where} needs url = "http://..."')
    for key, value in table.items():
        if key not in _READERS:
            raise UsageError(f"{where}: {_show(key)} is unknown; there are: {', '.join(_READERS)}")
        if not _READERS[key](value):
            raise UsageError(f"{where}: {key} = {_show(str(value))} cannot be meant; {_MEANT[key]}")
    return EndpointConfig(
        name, read_url(table["url"], name, file), origin=file, **{k: v for k, v in table.items() if k != "url"}
    )


def _put(endpoints: dict[str, EndpointConfig], name: str, url: str, origin: str) -> None:
    _check_name(name, origin)
    url = read_url(url, name, origin)
    known = endpoints.get(name)
    endpoints[name] = replace(known, url=url, origin=origin) if known else EndpointConfig(name, url, origin=origin)


def _check_name(name: str, origin: str) -> None:
    if name == TINY:
        raise UsageError(f"{origin}: the name {TINY} is that of the model that Tracewalk brings; choose another.")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{origin}: {_show(name)} is no name of an endpoint; a name has up to 64 of a-z, 0-9, dot, - and _, "
            "and begins with a letter or a digit."
        )


def _name_of(variable: str, endpoints: Mapping[str, EndpointConfig]) -> str:
    """The entry that a variable means: `MY_CWM` is `my-cwm`, `my.cwm` or `my_cwm` of the file, else a new `my_cwm`."""
    written = variable.removeprefix(_PREFIX).upper()
    return next((name for name in endpoints if _variable(name) == written), written.lower())


def _variable(name: str) -> str:
    return re.sub(r"[.-]", "_", name).upper()


def _same_variable(file: str, endpoints: Mapping[str, EndpointConfig]) -> None:
    seen: dict[str, str] = {}
    for name in endpoints:
        other = seen.setdefault(_variable(name), name)
        if other != name:
            raise UsageError(
                f"{file}: the endpoints {other} and {name} would share the variable {_PREFIX}{_variable(name)}; "
                "rename one."
            )


def _show(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_READERS: Mapping[str, Any] = {
    "url": lambda v: isinstance(v, str),
    "model": lambda v: isinstance(v, str) and 0 < len(v) <= 500,
    "protocol": lambda v: v in _PROTOCOLS,
    "key_env": lambda v: isinstance(v, str) and _VARIABLE.fullmatch(v),
    "context": lambda v: type(v) is int and v > 0,
    "dialect": lambda v: v in DIALECTS,
}
_MEANT = {
    "url": "it is the address of the server",
    "model": "it is the name under which the server knows the model",
    "protocol": f"it is one of {', '.join(_PROTOCOLS)}",
    "key_env": "it is the name of an environment variable, not the key",
    "context": "it is a number of tokens",
    "dialect": f"it is one of {', '.join(DIALECTS)}",
}
