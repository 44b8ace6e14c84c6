# SPDX-License-Identifier: Apache-2.0
"""with-signal.py SIGNAL COMMAND...: runs it with that signal pending from the start."""
import os
import signal
import sys

number = signal.Signals["SIG" + sys.argv[1]]
signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_BLOCK, [number])
os.kill(os.getpid(), number)
os.execvp(sys.argv[2], sys.argv[2:])
