"""Of which type a question is, recognised by itself and corrected by a click, and what each type must be asked."""
