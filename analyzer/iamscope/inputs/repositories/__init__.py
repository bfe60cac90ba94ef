"""Reads repositories as accounts: what templates, modules, plans and states declare, before anything is deployed."""
