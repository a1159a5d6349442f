"""Any published figure as a file that an outsider can check: its inputs, its rule, its code, its hashes."""
