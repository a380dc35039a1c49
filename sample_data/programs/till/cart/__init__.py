"""A shopping cart that counts in cents: three modules, one call path through all of them."""
