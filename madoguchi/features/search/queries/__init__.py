"""What is asked of the words: conversations, people, what was looked for before, and how far they are written down."""
