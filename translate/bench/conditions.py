"""The conditions of a measurement: machine, versions, load. Without them figures say nothing."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from translate import __version__

_LIBRARIES = ("torch", "transformers", "ctranslate2", "sentencepiece", "numpy", "pyarrow")
# What products of int8 and float32 gain most from.
_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "amx_bf16", "asimddp", "i8mm")

Conditions = dict[str, str | int | float | list[str] | list[float] | dict[str, str]]


def describe_machine(threads: int) -> Conditions:
    """Processor, cores, memory, libraries, date and the load at this moment."""
    model, flags = _processor()
    return {
        "processor": model,
        "instructions": [flag for flag in _FLAGS if flag in flags],
        "cores_of_machine": os.cpu_count() or 1,
        "threads": threads,
        "memory_gb": round(_memory_bytes() / 1e9, 1),
        "load_average_at_start": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {"triptyque": __version__} | _versions(),
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def _processor() -> tuple[str, set[str]]:
    """The name of the processor and its instruction sets, where the system tells them."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
    fields = dict(line.replace("\t", "").split(":", 1) for line in lines if ":" in line)
    name = fields.get("model name", platform.processor() or platform.machine()).strip()
    return name, set(f"{fields.get('flags', '')} {fields.get('Features', '')}".split())


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0


def _versions() -> dict[str, str]:
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "absent"
    return versions
