"""Training of heads: seconds for a taxonomy of one's own, minutes for what ships."""

from assay.models.training.heads.business import train_sensitivity, train_topics
from assay.models.training.heads.fitting import Recipe, cross_fit, fit
from assay.models.training.heads.safety import train_safety

__all__ = ["Recipe", "cross_fit", "fit", "train_safety", "train_sensitivity", "train_topics"]
