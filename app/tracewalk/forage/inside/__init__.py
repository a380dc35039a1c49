"""Small programs that run inside the sandbox, by the standard library alone: their texts are laid out there."""
