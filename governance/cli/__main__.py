"""`python -m assay.governance.cli`: the same as `assay`."""

from assay.governance.cli import main

if __name__ == "__main__":
    main()
