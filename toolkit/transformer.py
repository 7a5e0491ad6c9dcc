"""What normalisers, imputers and treatments are: transformers of indicators that keep their names and take gaps."""

from __future__ import annotations

from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags


class IndicatorTransformer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Base of the three families: as many indicators out as in, NaN allowed."""

    def _indicators(self) -> list[str]:
        """Return the names that errors and logs use."""
        if hasattr(self, "feature_names_in_"):
            return [str(name) for name in self.feature_names_in_]
        return [f"x{i}" for i in range(self.n_features_in_)]

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
