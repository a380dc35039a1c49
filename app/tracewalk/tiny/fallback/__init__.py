"""What serves the tiny model where xllamacpp cannot be installed: a llama network in numpy, over HTTP."""
