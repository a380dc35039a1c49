"""A running model -> predicted steps: endpoints, protocols, modes, batches."""
