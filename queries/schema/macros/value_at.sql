-- The value that a list of changes gives to a name.
CREATE OR REPLACE MACRO value_at(
    changes STRUCT("name" VARCHAR, "value" VARCHAR, "type" VARCHAR, size INTEGER, cut BOOLEAN)[],
    name VARCHAR
) AS list_filter(changes, lambda _change: _change.name = name)[-1].value;

COMMENT ON MACRO value_at IS
'The repr that a step''s changes give to a name; NULL where the name does not change there, or is '
'unbound.
changes: the changes of one step, of steps or of predicted_steps
name: the local''s name';
