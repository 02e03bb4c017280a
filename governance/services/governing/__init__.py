"""What people decide: questions one by one and in groups, policies, and rules for fields."""
