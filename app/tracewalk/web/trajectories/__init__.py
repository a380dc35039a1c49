"""The list of trajectories: its index, its pages, its grid, its way in."""
