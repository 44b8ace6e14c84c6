# SPDX-License-Identifier: Apache-2.0
"""edit-search.py DB SOURCE VALUE: says that the includes of the TU were found elsewhere."""
import sqlite3
import sys

_, index, source, value = sys.argv
database = sqlite3.connect(index)
assert database.execute("UPDATE tu SET search_hash = ? WHERE source = ?", (value, source)).rowcount
database.commit()
