"""A peer of the import: pandas reads the export in chunks of 100,000 rows and keeps the newest row of each attempt."""
import json
import sys
import time

import pandas

began = time.monotonic()
rows = 0
kept = {}
for chunk in pandas.read_csv(sys.argv[1], chunksize=100_000, dtype=str, keep_default_na=False, on_bad_lines="skip"):
    rows += len(chunk)
    newest = chunk.sort_values("updated_at", kind="stable").drop_duplicates("notification_id", keep="last")
    for key, updated, channel, status in zip(newest["notification_id"], newest["updated_at"], newest["channel"], newest["delivery_status"]):
        known = kept.get(key)
        if known is None or known[0] <= updated:
            kept[key] = (updated, channel, status)
counts = {}
for _, channel, status in kept.values():
    counts[channel, status] = counts.get((channel, status), 0) + 1
print(json.dumps({"seconds": time.monotonic() - began, "rows": rows, "kept": len(kept)}))
