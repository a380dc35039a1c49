"""What an agent's turns mean: kinds, state changes, files at a turn, patterns, two runs side by side. Pure: no lake."""
