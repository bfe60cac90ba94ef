"""Accounts, zone of trust, external access, trust graph, paths and escalation."""
