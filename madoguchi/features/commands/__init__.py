"""The commands of the desk as data: what each is called, its key, and where it applies. Faces show and perform them."""
