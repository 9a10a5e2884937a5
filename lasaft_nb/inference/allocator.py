"""Keep memory that is freed instead of giving it back: on Linux, most of what a large U-Net waits for otherwise."""

import ctypes
import sys

MMAP_MAX, TRIM_THRESHOLD, TOP_PAD = -4, -1, -2  # parameters of glibc's mallopt(3)
KEEP = 2**31 - 1  # bytes, the largest that mallopt takes


def keep_memory() -> bool:
    """Tell the C library to keep freed memory for the next tensor; whether it has one that can.

    Every layer of a U-Net makes tensors of tens of megabytes and drops them again. By default glibc fetches such memory
    from the system and returns it each time, and the system clears it page by page, more than once per value computed.
    Kept memory is used again at once; what a process holds at most does not change, but it holds it until it ends. The
    setting is the whole process's. `make bench` measures the gain. Outside Linux with glibc nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # musl has none
        return False
    return all(mallopt(name, value) for name, value in ((MMAP_MAX, 0), (TRIM_THRESHOLD, KEEP), (TOP_PAD, 2**26)))
