"""Pictures and texts about them in one space, by a model of the hub: SigLIP (Zhai et al. 2023)."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.governance.domain import Bitmap
from assay.models.hub_runtime import device, quiet_and_offline
from assay.models.profiles import HubModel, Purpose, checked, hub_models

__all__ = ["HubPictures"]

_BATCH = 8


class HubPictures:
    """A SigLIP model: pulled once, pinned, safetensors, no remote code; on CUDA where there is one.

    Pictures come as pixels: no image format is opened here. Texts are read to as many tokens as the model knows places.
    """

    def __init__(
        self, *, threads: int | None = None, folder: Path | None = None, entry: HubModel | None = None
    ) -> None:
        self._entry = entry or hub_models()[Purpose.IMAGES]
        self.name, self.version = self._entry.name, self._entry.revision[:12]
        self.dimensions = self._entry.dimensions
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None
        self._tokens: Any = None
        self._shades: tuple[Any, Any] = (None, None)

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def encode_pictures(self, pictures: Sequence[Bitmap]) -> memoryview:
        """Return `len(pictures) * dimensions` float32 values; each row has length one.

        Raises:
            UnavailableError: the model was not pulled, or its files are not the pinned ones.
        """
        return self._rows(pictures, self._of_pictures)

    def encode_texts(self, texts: Sequence[str]) -> memoryview:
        """Return `len(texts) * dimensions` float32 values in the space of the pictures; each row has length one.

        Raises:
            UnavailableError: the model was not pulled, or its files are not the pinned ones.
        """
        return self._rows(texts, self._of_texts)

    def _rows(self, items: Sequence[Any], encode: Any) -> memoryview:
        if not items:
            return memoryview(b"")
        import numpy as np
        import torch

        with self._lock, torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._load()
            made = [encode(items[start : start + _BATCH]).float().cpu() for start in range(0, len(items), _BATCH)]
            rows = torch.nn.functional.normalize(torch.cat(made), dim=1).numpy()
        return memoryview(np.ascontiguousarray(rows, dtype="<f4").reshape(-1).data)

    def _of_pictures(self, pictures: Sequence[Bitmap]) -> Any:
        """Scale each picture to the model's square as it was trained: bicubic, whatever its shape."""
        import torch

        side = self._model.config.vision_config.image_size
        mean, spread = self._shades
        squares = []
        for it in pictures:
            pixels = torch.frombuffer(bytearray(it.rgb), dtype=torch.uint8).reshape(1, it.height, it.width, 3)
            whole = pixels.permute(0, 3, 1, 2).float()
            square = torch.nn.functional.interpolate(whole, (side, side), mode="bicubic", antialias=True)
            squares.append((square.clamp(0, 255) / 255 - mean) / spread)
        sent = torch.cat(squares).to(self._model.device, self._model.dtype)
        return self._model.vision_model(pixel_values=sent).pooler_output

    def _of_texts(self, texts: Sequence[str]) -> Any:
        import torch

        ids = torch.tensor([it.ids for it in self._tokens.encode_batch(list(texts))], device=self._model.device)
        return self._model.text_model(input_ids=ids).pooler_output

    def _load(self) -> None:
        if self._model is not None:
            return
        folder = checked(self._entry, self._folder)
        with quiet_and_offline(self._threads):
            import torch
            from tokenizers import Tokenizer
            from transformers import SiglipModel

            loaded: Any = SiglipModel.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
        settings = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
        self._shades = tuple(torch.tensor(settings[it]).reshape(1, 3, 1, 1) for it in ("image_mean", "image_std"))  # type: ignore[assignment]
        text = loaded.config.text_config
        self._tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(text.max_position_embeddings)
        pad = getattr(text, "pad_token_id", None) or 0
        self._tokens.enable_padding(length=text.max_position_embeddings, pad_id=pad)
        self._model = loaded.to(device()).eval()
