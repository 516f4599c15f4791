"""The second path: associates without a browser are rung on a telephone, by their shift."""
