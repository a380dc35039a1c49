-- Forgets all traces, before a rebuild writes them down again.
DELETE FROM traces
