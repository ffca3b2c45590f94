"""What the directory knows without asking the database: names, kinds, and how new facts meet old ones."""
