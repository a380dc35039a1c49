"""Breaks a repository, lets an agent repair it in the sandbox, and keeps its trajectory: CWM's ForagerAgent."""
