"""Unit tests of policies: files of expectations, read, run, and measured."""
