"""The help as rich text, in its window and on paper."""
