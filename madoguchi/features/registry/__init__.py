"""The feature registry: what the product can and cannot do, recipes that combine its features, and what its owners were
asked (MISSION 1-3, 6-9). What is not in it is never guessed."""
