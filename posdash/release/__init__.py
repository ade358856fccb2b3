"""The gate: the only way from counts to something shown."""
