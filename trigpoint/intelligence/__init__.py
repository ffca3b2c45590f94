"""Soft intelligence: what people tell, coded, kept safe, answered."""
