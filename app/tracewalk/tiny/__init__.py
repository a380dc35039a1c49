"""The tiny code world model: generator, training, serving."""

from tracewalk.tiny.serve import CARD_FILE, MODEL_FILE, Served, serving

__all__ = ["CARD_FILE", "MODEL_FILE", "Served", "serving"]
