#!/usr/bin/env python3
"""Rebuild the data of action-spec from pinned packages: `python action-spec/build.py --help`."""

import sys

from specbuild.cli import main

if __name__ == "__main__":
    sys.exit(main())
