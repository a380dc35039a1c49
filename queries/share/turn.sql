-- What was said and done at this turn of a run?
FROM turns WHERE trajectory_id = '{trajectory_id}' AND turn = {turn}
