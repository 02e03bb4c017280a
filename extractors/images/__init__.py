"""Pictures: what they measure, what stands in and beside them, and pixels for OCR."""
