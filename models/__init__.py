"""Machine-learning models: pinned, hashed, loaded without running code that came with them."""

from assay.models.encoder import MiniLmEncoder
from assay.models.manifest import FileCheck, Model, inspect_folder, listing, model, verify

__all__ = ["FileCheck", "MiniLmEncoder", "Model", "inspect_folder", "listing", "model", "verify"]
