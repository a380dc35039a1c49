-- Forgets all items, before a rebuild writes them down again.
DELETE FROM items
