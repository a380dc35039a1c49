"""CWM's text format <-> steps: render, parse, prompt."""
