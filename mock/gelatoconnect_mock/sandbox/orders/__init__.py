"""The domain: orders, statuses, virtual time, and tenants. No HTTP, no files, no faults."""
