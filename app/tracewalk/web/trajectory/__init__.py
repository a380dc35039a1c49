"""What the page of one trajectory is told: its facts, an outline of all turns, whole turns, and what they changed."""
