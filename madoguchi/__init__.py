"""Madoguchi (窓口): the counter where a person is met. A self-hosted customer-support platform."""

import os

__version__ = "0.1.0"

# Our matrices are small. A second thread of OpenBLAS gains nothing on them, and waits in circles for the next one, on a
# core that others need; it is read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
