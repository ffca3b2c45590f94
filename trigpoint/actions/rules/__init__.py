"""The rules of actions: pure."""
