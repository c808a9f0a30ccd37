"""An agreement as one TOML file: read with line numbers and suggestions, and turned into treaty terms.

Needs no database and no clock. `docs/agreement-format.md` describes the format for its authors.
"""
