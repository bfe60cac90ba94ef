"""Runs iamscope as `python -m iamscope`."""

from iamscope.cli.main import main

main()
