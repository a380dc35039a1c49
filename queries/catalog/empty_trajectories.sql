-- Forgets all trajectories, before a rebuild writes them down again.
DELETE FROM trajectories
