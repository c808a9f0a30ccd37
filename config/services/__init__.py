"""What `make demo` and `make test` start: real servers and real processes, found again and ended by name."""
