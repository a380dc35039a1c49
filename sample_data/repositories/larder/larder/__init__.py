"""A bounded cache with expiry and statistics."""

from larder.cache import Cache
from larder.policy import LeastFrequent, LeastRecent
from larder.stats import Stats

__all__ = ["Cache", "LeastFrequent", "LeastRecent", "Stats"]
