-- One line for keepalive.sh; failed requests are those answered by something else than 2xx or 3xx, or not at all.
function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("result %.0f/s p50 %.1f ms p99 %.1f ms max %.1f ms failed %d\n",
        summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, latency.max / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
