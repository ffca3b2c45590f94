"""What the forms of soft intelligence ask."""
