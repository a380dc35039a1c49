"""The Accuracy page: which predictions are counted, what is computed of them, and how it is drawn."""
