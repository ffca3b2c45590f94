"""Commands of `trigpoint`, one module for those that belong together. Each has `configure(subparsers)`."""
