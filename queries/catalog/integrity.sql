-- `ok`, or what is wrong with the catalog's file.
PRAGMA quick_check(1)
