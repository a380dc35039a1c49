-- Folds the log into the catalog as far as readers let it, without waiting, so that a copy needs the one file.
PRAGMA wal_checkpoint(PASSIVE)
