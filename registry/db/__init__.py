"""The only SQL of the registry: one module per table, one function per query, frozen structs out.

Every query is an upper-case constant, so that a test can PREPARE all of them against the migrated
database. The level is PostgreSQL 15.
"""
