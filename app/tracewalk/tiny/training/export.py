"""Writing a checkpoint as a GGUF file that llama.cpp loads as a plain llama model.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; names of tensors and keys: llama.cpp's `llama`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tracewalk.tiny.tokenizer import byte_symbols
from tracewalk.tiny.training.checkpoint import Progress, load_network
from tracewalk.tiny.training.network import EPSILON, ROPE_BASE, Config
from tracewalk.tiny.vocabulary import CONTROL, strings

__all__ = ["KINDS", "export"]

KINDS = ("f32", "f16", "q8_0")
"""How matrices are stored; vectors always in f32."""

_DESCRIPTION = (
    "A tiny code world model: predicts CWM-format execution traces of small Python functions. "
    "Trained from scratch on synthetic programs; a demonstration, not a general model."
)

_PARTS = {
    "attention_norm.gain": "attn_norm",
    "inner_norm.gain": "ffn_norm",
    "query.weight": "attn_q",
    "key.weight": "attn_k",
    "value.weight": "attn_v",
    "out.weight": "attn_output",
    "gate.weight": "ffn_gate",
    "up.weight": "ffn_up",
    "down.weight": "ffn_down",
}
"""A block's weights: our names and llama.cpp's."""


def export(checkpoint: Path, path: Path, kind: str) -> None:
    """Writes one GGUF file of a kind in `KINDS`, whole or not at all."""
    network, progress = load_network(checkpoint)
    part = path.with_suffix(".part")
    writer = gguf.GGUFWriter(part, "llama")
    _describe(writer, network.config, progress, kind)
    add_vocabulary(writer, progress.vocabulary, network.config.vocabulary)
    for name, weight in _weights(network):
        _add(writer, name, weight, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(path)


def _describe(writer: Any, config: Config, progress: Progress, kind: str) -> None:
    types = {"f32": "ALL_F32", "f16": "MOSTLY_F16", "q8_0": "MOSTLY_Q8_0"}
    writer.add_name("tiny-cwm")
    writer.add_description(_DESCRIPTION)
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType[types[kind]])
    writer.add_string("tiny_cwm.training", json.dumps(progress.summary()))
    writer.add_uint32("tiny_cwm.vocabulary", progress.vocabulary)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.width)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.inner)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.heads)
    writer.add_layer_norm_rms_eps(EPSILON)
    writer.add_rope_dimension_count(config.width // config.heads)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(config.vocabulary)


def add_vocabulary(writer: Any, version: int, size: int) -> None:
    """The tokens: bytes, then the strings that are looked for in the whole text, then unused ones."""
    kinds, texts = gguf.TokenType, strings(version)
    tokens = [*byte_symbols(), *texts]
    types = [kinds.NORMAL] * 256 + [kinds.CONTROL if text in CONTROL else kinds.USER_DEFINED for text in texts]
    for unused in range(len(tokens), size):
        tokens.append(f"<|unused_{unused}|>")
        types.append(kinds.UNUSED)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges([f"{tokens[0]} {tokens[0]}"])  # a list without merges is refused; this one never applies
    begin, end, padding = (256 + texts.index(text) for text in CONTROL)
    writer.add_bos_token_id(begin)
    writer.add_eos_token_id(end)
    writer.add_pad_token_id(padding)
    writer.add_add_bos_token(False)  # a prompt brings its own
    writer.add_add_eos_token(False)


def _weights(network: Any) -> list[tuple[str, Any]]:
    """All tensors with llama.cpp's names."""
    state = network.state_dict()
    found = [("token_embd.weight", state["embedding.weight"]), ("output_norm.weight", state["norm.gain"])]
    for i in range(network.config.layers):
        for ours, theirs in _PARTS.items():
            weight = state[f"blocks.{i}.{ours}"]
            is_turned = theirs in {"attn_q", "attn_k"}
            weight = _neighbouring(weight, network.config.heads) if is_turned else weight
            found.append((f"blk.{i}.{theirs}.weight", weight))
    return found


def _neighbouring(weight: Any, heads: int) -> Any:
    """Rows reordered so that pairs turned together are neighbours, as llama.cpp has them, not half a head apart."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def _add(writer: Any, name: str, weight: Any, kind: str) -> None:
    data = weight.float().contiguous().numpy().astype(np.float32)
    if data.ndim == 1 or kind == "f32":
        writer.add_tensor(name, data)
    elif kind == "f16":
        writer.add_tensor(name, data.astype(np.float16))
    else:
        how = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(data, how), raw_dtype=how)
