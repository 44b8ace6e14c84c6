# SPDX-License-Identifier: Apache-2.0
"""edit-meta.py DB COPY KEY VALUE: copies an index and gives table meta of the copy another value."""
import shutil
import sqlite3
import sys

_, index, copy, key, value = sys.argv
shutil.copyfile(index, copy)
database = sqlite3.connect(copy)
database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
database.commit()
