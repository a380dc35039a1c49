"""Earliest arrivals in a timetable."""

from wayfarer.network import Network, read
from wayfarer.report import tell
from wayfarer.search import NoJourney, journey

__all__ = ["Network", "NoJourney", "journey", "read", "tell"]
