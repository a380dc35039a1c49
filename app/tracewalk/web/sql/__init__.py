"""The SQL page: a query from the URL to its rows and its chart."""
