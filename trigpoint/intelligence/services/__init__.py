"""What can be done about soft intelligence: take it in, move it on, code it, count it."""
