-- Each trajectory with the one that it all began with.
CREATE OR REPLACE MACRO families() AS TABLE
WITH RECURSIVE
_ways AS (
    SELECT trajectory_id AS _own, trajectory_id AS _at, 0 AS _links FROM main.trajectories
    UNION ALL
    SELECT _ways._own, _before.trajectory_id, _ways._links + 1
    FROM _ways
    JOIN main.trajectories AS _here ON _here.trajectory_id = _ways._at
    JOIN main.trajectories AS _before ON _before.trajectory_id = coalesce(_here.parent, _here.continues)
    -- a log may say that two runs began each other
    WHERE _ways._links < 100
)
SELECT _own AS trajectory_id, arg_max(_at, _links) AS root_id, max(_links) AS links
FROM _ways
GROUP BY _own;

COMMENT ON MACRO TABLE families IS
'Each trajectory with the root of its family: the run that started it, as a sub-agent''s, or that it goes on '
'from, at the end of that way; itself where there is none. links is the length of the way.';
