"""Training a tiny code world model and exporting it: needs the extra `train` (torch, gguf)."""
