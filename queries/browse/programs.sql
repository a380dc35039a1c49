-- Which programs have this text in their source?
-- text: searched as it is, case and all
SELECT program_id
FROM programs
WHERE contains(text, $text)
