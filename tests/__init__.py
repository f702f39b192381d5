"""The tests. They read English wherever the terminal speaks another language: texts are chosen at the first import."""

import os

os.environ["LANGUAGE"] = "en"
