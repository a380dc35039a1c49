"""The lake: Parquet shards and a catalog; write, publish, read, compact, merge, check."""

from tracewalk.lake.lake import Lake
from tracewalk.lake.writer import Writer

__all__ = ["Lake", "Writer"]
