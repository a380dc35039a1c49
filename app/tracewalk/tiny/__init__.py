"""The tiny code world model: generator, training, evaluation, serving."""

from tracewalk.tiny.measures import measured
from tracewalk.tiny.serve import CARD_FILE, MODEL_FILE, Served, fingerprint, serving

__all__ = ["CARD_FILE", "MODEL_FILE", "Served", "fingerprint", "measured", "serving"]
