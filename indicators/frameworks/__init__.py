"""Frameworks by name: one CSV file each, with the columns of schemas/framework.py."""
