-- One row per source file: its text, by the hash of the text.
CREATE OR REPLACE VIEW programs AS FROM _programs
