"""Branches: what visitors edit in a trace, run again in the sandbox, and predicted from the same edited state."""
