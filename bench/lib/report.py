# SPDX-License-Identifier: Apache-2.0
"""The table, the JSON file, and what they say of the machine."""
import dataclasses
import json
import os
import platform
import subprocess

COLUMNS = ("row", "measured", "compared with", "value", "budget", "", "")
NUMBERS = (3, 4)


@dataclasses.dataclass
class Row:
    name: str
    value: float  # what the budget is for
    budget: float
    unit: str  # of both: "x", "s" or "MiB"
    measured: str
    against: str
    detail: str

    @property
    def ok(self):
        return self.value <= self.budget

    def cells(self):
        unit = "" if self.unit == "x" else " " + self.unit
        return (self.name, self.measured, self.against, f"{self.value:.3g}{unit}", f"<= {self.budget:.3g}{unit}",
                "ok" if self.ok else "OVER", self.detail)


def table(rows):
    lines = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for cells in lines:
        yield "  ".join(cell.rjust(width) if i in NUMBERS else cell.ljust(width)
                        for i, (cell, width) in enumerate(zip(cells, widths))).rstrip()


def machine():
    return {
        "processors": os.cpu_count(),
        "model": cpu_model(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load_average": os.getloadavg(),
    }


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")),
                        platform.processor() or "unknown")
    except OSError:
        return platform.processor() or "unknown"


def version(program):
    done = subprocess.run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    return (done.stdout.strip().splitlines() or ["unknown"])[0]


def write_json(path, report):
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)
