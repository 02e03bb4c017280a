"""Machine-learning models: pinned, hashed, loaded without running code that came with them."""

import os

from assay.models.encoder import BilingualEncoder
from assay.models.hub_encoder import HubEncoder
from assay.models.manifest import FileCheck, Model, inspect_folder, listing, model, verify

__all__ = [
    "BilingualEncoder", "FileCheck", "HubEncoder", "Model", "inspect_folder", "listing", "model",
    "verify",
]  # fmt: skip

# ONNX Runtime's wheels for Linux come with an uploader of usage data that its import starts; nothing here imports it
# before this line, and whoever uses these models by themselves is kept from it too.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
