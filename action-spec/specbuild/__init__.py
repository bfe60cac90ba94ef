"""Builder of action-spec: reads pinned packages as zip files and writes one JSON a service."""
