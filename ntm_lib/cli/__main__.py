"""`python -m ntm_lib.cli`: the `ntm` command where its script is not on the path."""

from ntm_lib.cli import main

main()
