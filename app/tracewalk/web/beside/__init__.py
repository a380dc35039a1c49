"""What the page that compares two runs of a task is told: their alignment, milestones, tests and patches."""
