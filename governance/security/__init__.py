"""Keys, sealing, keyed hashes and masks: functions and small classes, no database."""

from assay.governance.security.access import hash_api_key, new_api_key, same_secret
from assay.governance.security.echoes import Echo, Echoes
from assay.governance.security.hashes import keyed_hash, normal_name, path_hash
from assay.governance.security.keys import Keyring
from assay.governance.security.masks import MaskedText, Span, mask_text, mask_value, placeholder
from assay.governance.security.seal import KEY_BYTES, new_key, seal, unseal, unwrap_key, wrap_key

__all__ = [
    "KEY_BYTES",
    "Echo",
    "Echoes",
    "Keyring",
    "MaskedText",
    "Span",
    "hash_api_key",
    "keyed_hash",
    "mask_text",
    "mask_value",
    "new_api_key",
    "new_key",
    "normal_name",
    "path_hash",
    "placeholder",
    "same_secret",
    "seal",
    "unseal",
    "unwrap_key",
    "wrap_key",
]
