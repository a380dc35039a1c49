"""The tiny code world model: generator, training, serving."""
