"""Commands of `lasaft-nb` that belong to no other folder."""
