"""The help centre: articles by collection and language, how they are written, published, found, and what they spare."""
