"""Assets as people see them: lists, evidence, masked content, issues, data sets, exports."""
