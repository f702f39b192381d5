"""Taking texts apart into the words by which they are searched: Japanese by Sudachi, English by its stems, codes whole
and by part."""
