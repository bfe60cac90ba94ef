"""Policies and their earlier versions."""
