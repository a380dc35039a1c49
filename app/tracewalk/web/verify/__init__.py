"""The Verify page: whose checks are shown, what they come to, one problem of them, and the loop that makes them."""
