"""Small invented worlds of assets whose true relations are known, to measure linking on."""
