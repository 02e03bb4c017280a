"""Machine-learning models: pinned, hashed, loaded without running code that came with them."""

from assay.models.encoder import BilingualEncoder
from assay.models.hub_encoder import HubEncoder
from assay.models.manifest import FileCheck, Model, inspect_folder, listing, model, verify

__all__ = [
    "BilingualEncoder", "FileCheck", "HubEncoder", "Model", "inspect_folder", "listing", "model",
    "verify",
]  # fmt: skip
