# SPDX-License-Identifier: Apache-2.0
"""Configuration of all lit suites. A suite is a folder; it needs no configuration of its own.

Parameters (lit -D NAME=VALUE; scripts/test gives them):
  long                          run the tests marked `REQUIRES: long`
  qemu_src, qemu_build, qemu_db a QEMU source tree, its prepared build and its database, for the
                                tests marked `REQUIRES: real-qemu`
  qemu_src_5.2, …, qemu_db_10.0 the same of other versions, for `REQUIRES: real-qemu-5.2` and so on
"""
import os
import shutil

import lit.formats

PYTHON = "/usr/bin/python3"

config.name = "qlockdep"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".test", ".c"]
config.excludes = ["Inputs", "tools", "lib", "fixtures", "fuzz", "mutation"]
config.test_source_root = os.path.join(config.source_tree, "test")
config.test_exec_root = os.path.join(config.build_tree, "test", "out")

# Without python3-psutil lit cannot stop a test that hangs.
if lit_config.maxIndividualTestTimeIsSupported[0] and not lit_config.maxIndividualTestTime:
    lit_config.maxIndividualTestTime = 3600 if "long" in lit_config.params else 600


def llvm(tool):
    return os.path.join(config.llvm_tools, tool)


def source(*parts):
    return os.path.join(config.source_tree, *parts)


def substitute(name, value):
    config.substitutions.append((rf"%{name}\b", value))


# These three expand to text that holds %qlockdep, so they stand before it.
substitute("real-findings", source("test", "tools", "real-findings") + " %qlockdep " + config.test_exec_root)
substitute("check-fixture", source("test", "tools", "check-fixture") + " %qlockdep")
substitute("index-fixture", source("test", "tools", "index-fixture") + " %qlockdep")
substitute("qlockdep", config.qlockdep)
substitute("FileCheck", llvm("FileCheck"))
substitute("not", llvm("not"))
substitute("split-file", llvm("split-file"))
substitute("python", PYTHON)
substitute("unit", os.path.join(config.build_tree, "test", "unit"))
substitute("annotations", source("annotations"))
substitute("build", config.build_tree)
substitute("src", config.source_tree)

# Tests do not depend on the machine's locale, nor on settings of the person who runs them.
config.environment["LC_ALL"] = "C"
config.environment["PATH"] = os.pathsep.join([config.llvm_tools, os.environ.get("PATH", "")])
config.environment["ASAN_OPTIONS"] = "detect_leaks=1:abort_on_error=0:exitcode=99"
config.environment["UBSAN_OPTIONS"] = "print_stacktrace=1:halt_on_error=1:exitcode=99"

# In the package list for QEMU, not in that for tests.
if shutil.which("clang-scan-deps-19"):
    config.available_features.add("scan-deps")
if config.sanitize:
    config.available_features.add("sanitize")
if "long" in lit_config.params:
    config.available_features.add("long")


def offer_qemu(feature, suffix):
    """Lets tests use the QEMU whose parameters end in suffix. False if it is not given."""
    names = [name + suffix for name in ("qemu_src", "qemu_build", "qemu_db")]
    paths = [lit_config.params.get(name) for name in names]
    if not all(path and os.path.exists(path) for path in paths):
        return False
    config.available_features.add(feature)
    for name, path in zip(names, paths):
        substitute(name, path)
    return True


if not offer_qemu("real-qemu", ""):
    lit_config.note("no prepared QEMU given: tests on real QEMU are skipped (scripts/test prepares it)")
for version in ("5.2", "10.0"):
    offer_qemu(f"real-qemu-{version}", f"_{version}")
