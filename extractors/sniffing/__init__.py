"""Which media type and modality a file has, by its content first."""
