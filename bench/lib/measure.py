# SPDX-License-Identifier: Apache-2.0
"""What processes cost, as the kernel accounts for them when they end."""
import concurrent.futures
import ctypes
import dataclasses
import os
import resource
import subprocess
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.05
ORPHAN_SECONDS = 10


class Failure(Exception):
    """The measurement is impossible; the message says why and what to do."""


@dataclasses.dataclass
class Cost:
    """Of one command with all its descendants."""
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # KiB, of the largest process
    code: int  # exit code, or minus the signal
    worker: int = 0  # KiB, of the largest descendant


def adopt_orphans():
    """Descendants that outlive their parent become our children, so that they get counted too."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def own_peak():
    """KiB. A process that we start is accounted at least this: until its exec it is us."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def cpu_of(usage):
    return usage.ru_utime + usage.ru_stime


class MemoryWatch(threading.Thread):
    """Looks at the peaks of a process and of its descendants while they run.

    The kernel's account at the end has one peak for the whole tree and does not say whose it is.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.main, self.worker = pid, 0, 0
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(SAMPLE_SECONDS):
            self.main = max(self.main, peak_of(self.pid))
            self.worker = max([self.worker, *map(peak_of, descendants(self.pid))])

    def stop(self):
        self.ended.set()
        self.join()


def peak_of(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def descendants(pid):
    for child in children(pid):
        yield child
        yield from descendants(child)


def children(pid):
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                yield from map(int, file.read().split())
    except OSError:
        return


def run(argv, log):
    """Runs a command that may start others; its output goes to file @log."""
    with open(log, "wb") as output:
        started = time.monotonic()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    watch = MemoryWatch(process.pid)
    watch.start()
    try:
        usage, code = wait(process)
        wall = time.monotonic() - started
    finally:
        watch.stop()
    orphans = list(reap_orphans())
    peak = max(usage.ru_maxrss, *(orphan.ru_maxrss for orphan in orphans), 0)
    # The largest of all is exact. If it is neither the main process nor ourselves, it is a worker.
    worker = peak if peak > max(watch.main, own_peak()) else watch.worker
    return Cost(wall, cpu_of(usage) + sum(map(cpu_of, orphans)), peak, code, worker)


def wait(process):
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage, process.returncode


def reap_orphans():
    deadline = time.monotonic() + ORPHAN_SECONDS
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            yield usage
        else:
            time.sleep(SAMPLE_SECONDS)
    raise Failure("the command ended, but processes that it started still run")


def run_single(argv, directory):
    """Runs a command that starts no others, without its output."""
    started = time.monotonic()
    process = subprocess.Popen(argv, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    usage, code = wait(process)
    return Cost(time.monotonic() - started, cpu_of(usage), usage.ru_maxrss, code)


def run_all(commands, jobs):
    """Runs (argv, directory) pairs, @jobs at a time; their costs in the same order."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(run_single, *command) for command in commands]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class Load:
    """How much of the processors others used since this object was made."""

    def __init__(self):
        self.started, self.busy, self.ours = time.monotonic(), busy_seconds(), our_seconds()

    def of_others(self):
        """As a share of all processors; None if the kernel does not tell."""
        now = busy_seconds()
        if self.busy is None or now is None:
            return None
        others = (now - self.busy) - (our_seconds() - self.ours)
        return max(0.0, others / ((time.monotonic() - self.started) * (os.cpu_count() or 1)))


def our_seconds():
    return sum(cpu_of(resource.getrusage(who)) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def busy_seconds():
    try:
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    except (OSError, ValueError):
        return None
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
