"""Finds out what a server is: by its list of models, by what only one software has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tracewalk.cwm.tokens import BEGIN
from tracewalk.errors import EndpointError, EndpointRefused
from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.server import Kind, ServerInfo
from tracewalk.predict.tokenizing import tokenize
from tracewalk.predict.wire import Reply, Wire

__all__ = ["probe"]

_TRIES = 2
"""Who waits for a page or a command learns early that nobody is there."""

_ABSENT = (404, 405, 501)
_OWNERS: dict[Any, Kind] = {"llamacpp": "llama.cpp", "vllm": "vllm"}
_LISTED = 10
_SIZES = ("n_params", "n_vocab", "size", "ftype")


async def probe(wire: Wire, config: EndpointConfig) -> ServerInfo:
    """Asks a server what it is. Raises `EndpointError` where it does not answer or has not the model configured."""
    prefix, reply = await _models(wire)
    models = _list(reply.data) if reply else []
    kind = await _kind(wire, config, reply, models)
    model = _chosen(config, models, kind)
    asked = config.model or str(model.get("id") or "")
    common = {"model": asked, "asked": asked, "prefix": prefix, "context": config.context}
    if kind == "llama.cpp":
        return await _llama_cpp(wire, common, model)
    if kind == "vllm":
        return await _vllm(wire, common, model)
    if kind == "fgserve":
        return _able(kind, common | {"prefix": "", "fingerprint": asked or config.name}, streams=False, logprobs=False)
    context = common["context"] or _number(model.get("max_model_len") or model.get("context_length"))
    return _able(kind, common | {"fingerprint": asked or config.name, "context": context})


async def _models(wire: Wire) -> tuple[str, Reply | None]:
    """The list of models, and the path before it."""
    for prefix in ("/v1", ""):
        try:
            return prefix, await wire.reply("GET", f"{prefix}/models", tries=_TRIES)
        except EndpointRefused as error:
            if error.status not in _ABSENT:
                raise
    return "/v1", None


async def _kind(wire: Wire, config: EndpointConfig, reply: Reply | None, models: list[dict[str, Any]]) -> Kind:
    if config.dialect is not None:
        return config.dialect
    if reply is None:
        status, software = await wire.software("/completions")
        return "fgserve" if status == 405 and software.startswith("Werkzeug") else "other"
    if reply.server.startswith("llama.cpp"):
        return "llama.cpp"
    return next((_OWNERS[m["owned_by"]] for m in models if m.get("owned_by") in _OWNERS), "other")


def _list(data: dict[str, Any]) -> list[dict[str, Any]]:
    models = data.get("data")
    return (
        [m for m in models if isinstance(m, dict) and isinstance(m.get("id"), str)] if isinstance(models, list) else []
    )


def _chosen(config: EndpointConfig, models: list[dict[str, Any]], kind: Kind) -> dict[str, Any]:
    named = next((m for m in models if m["id"] == config.model or config.model in _aliases(m)), None)
    if named is not None:
        return named
    names = ", ".join(m["id"][:80] for m in models[:_LISTED]) + (
        f" and {len(models) - _LISTED} more" if len(models) > _LISTED else ""
    )
    if config.model is None and len(models) > 1:
        raise EndpointError(
            f"The endpoint {config.name} has {len(models)} models: {names}. Name one as `model` in its configuration."
        )
    # llama.cpp answers to any name with the one model that it has.
    if config.model is not None and models and kind != "llama.cpp":
        raise EndpointError(f"The endpoint {config.name} has no model {config.model}; it has: {names}.")
    return models[0] if models else {}


def _aliases(model: dict[str, Any]) -> list[Any]:
    aliases = model.get("aliases")
    return aliases if isinstance(aliases, list) else []


async def _llama_cpp(wire: Wire, common: dict[str, Any], model: dict[str, Any]) -> ServerInfo:
    props = await _props(wire)
    meta = model.get("meta")
    settings = props.get("default_generation_settings")
    context = _number(settings.get("n_ctx")) if isinstance(settings, dict) else None
    # A path says where the file is on one machine; its name and sizes say what it is.
    name = re.split(r"[\\/]", str(props.get("model_path") or common["model"]))[-1]
    sizes = [f"{key}={meta[key]}" for key in _SIZES if key in meta] if isinstance(meta, dict) else []
    begin = await tokenize(wire, "llama.cpp", "", BEGIN, add_special=True)
    end = await tokenize(wire, "llama.cpp", "", str(props["eos_token"])) if props.get("eos_token") else None
    shown = common["model"] if re.fullmatch(r"[^\\/]+", common["model"]) else name
    return replace(
        _able("llama.cpp", common | {"model": shown, "fingerprint": " ".join([name, *sizes])}),
        context=common["context"] or context,
        tokenizes=begin is not None,
        grammar="gbnf",
        doubles_begin=begin is not None and len(begin) == 2 and begin[0] == begin[1],
        end_id=end[0] if end and len(end) == 1 else None,
    )


async def _vllm(wire: Wire, common: dict[str, Any], model: dict[str, Any]) -> ServerInfo:
    asked, root = common["asked"], model.get("root")
    begin = await tokenize(wire, "vllm", asked, BEGIN, add_special=True)
    fingerprint = asked if root in (None, asked) else f"{asked} root={root}"
    return replace(
        _able("vllm", common | {"fingerprint": fingerprint}),
        context=common["context"] or _number(model.get("max_model_len")),
        tokenizes=begin is not None,
        prompt_logprobs=True,
        grammar="guided",
        version=await _version(wire),
        doubles_begin=begin is not None and len(begin) == 2 and begin[0] == begin[1],
    )


async def _props(wire: Wire) -> dict[str, Any]:
    try:
        return (await wire.reply("GET", "/props", tries=_TRIES)).data
    except EndpointRefused:
        return {}


async def _version(wire: Wire) -> tuple[int, ...]:
    try:
        said = (await wire.reply("GET", "/version", tries=_TRIES)).data.get("version")
    except EndpointError:
        return ()
    match = re.match(r"(\d{1,6})\.(\d{1,6})", said) if isinstance(said, str) else None
    return (int(match[1]), int(match[2])) if match else ()


def _able(kind: Kind, common: dict[str, Any], *, streams: bool = True, logprobs: bool = True) -> ServerInfo:
    return ServerInfo(
        kind,
        tokenizes=False,
        streams=streams,
        logprobs=logprobs,
        prompt_logprobs=False,
        grammar=None,
        **common,
    )


def _number(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None
