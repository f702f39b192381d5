"""Memory that is not needed any more goes back to the machine."""

import ctypes
import gc


def give_back() -> bool:
    """Hand what was freed back to the system; whether the C library knows how (glibc).

    What a thread frees stays in its arena otherwise: a worker that had read with the encoders once kept 120 MB for
    good. For whoever lets go of something large, now and then: it takes some milliseconds.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # in glibc, of all arenas
    return trim is not None and bool(trim(0))
