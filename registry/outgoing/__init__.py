"""What the registry itself sends to others: where it may go, and how it gets there."""
