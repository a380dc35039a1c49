-- One row per source file.
CREATE OR REPLACE VIEW programs AS FROM _programs;

COMMENT ON VIEW programs IS 'Source files: one row for each different text, however many traces ran it.';
COMMENT ON COLUMN programs.program_id IS 'The first 32 hex digits of the blake2b hash of the text.';
COMMENT ON COLUMN programs.text IS 'The source text as it ran.';
COMMENT ON COLUMN programs.n_lines IS 'Lines of the text.';
