"""Sound and film: samples for speech recognition, measures, key frames."""
