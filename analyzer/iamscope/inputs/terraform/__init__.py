"""Policies in Terraform and OpenTofu: sources, plans and states."""
