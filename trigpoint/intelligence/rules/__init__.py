"""What holds of soft intelligence, pure: where an item can stand, themes and their addresses, who told it."""
