"""引継書: what the next person in charge of a municipality's forms has to know."""
