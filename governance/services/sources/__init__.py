"""Sources as people see them, what a scan would cost, and the jobs that read them."""
