-- Whether two names are of the same model: what stands before the last slash, and signs, do not count.
CREATE OR REPLACE MACRO same_model(one VARCHAR, other VARCHAR) AS
    regexp_replace(lower(string_split(one, '/')[-1]), '[^a-z0-9]', '', 'g')
    = regexp_replace(lower(string_split(other, '/')[-1]), '[^a-z0-9]', '', 'g');

COMMENT ON MACRO same_model IS
'Whether two names are of the same model, as facebook/CWM and cwm are: what stands before the last slash, '
'capitals and signs do not count.
one: a model''s name
other: another model''s name';
