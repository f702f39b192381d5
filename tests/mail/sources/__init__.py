"""Where the corpus comes from: each module yields `Case`s; `python -m tests.mail.sources` writes them as files."""
